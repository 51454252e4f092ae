package dev.prefork.internal.primary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.DirectoryLock;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
  private static final String NAME = "prefork-0123456789abcdef0123456789abcdef";

  @TempDir private Path parent;

  private Path directory;
  private Path socket;

  @BeforeEach
  void leave() throws IOException {
    directory = Files.createDirectory(parent.resolve(NAME));
    socket = directory.resolve("workers");
  }

  private void sweep() {
    Leftovers.sweep(List.of(parent, parent, parent.resolve("missing")));
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofSeconds(61))));
  }

  private ServerSocketChannel listen() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  @Test
  void aDirectoryThatNobodyHoldsIsRemovedWithItsDeadSocket() throws IOException {
    listen().close();
    assertThat(socket).exists();
    age(directory);
    sweep();
    assertThat(directory).doesNotExist();
  }

  @Test
  void soIsOneWithoutASocket() throws IOException {
    age(directory);
    sweep();
    assertThat(directory).doesNotExist();
  }

  @Test
  void oneThatIsHeldStays() throws IOException {
    try (DirectoryLock lock = DirectoryLock.tryTake(directory)) {
      assertThat(lock).isNotNull();
      age(directory);
      sweep();
      assertThat(directory).exists();
    }
  }

  @Test
  void oneInWhichSomebodyListensStays() throws IOException {
    try (ServerSocketChannel _ = listen()) {
      age(directory);
      sweep();
      assertThat(socket).exists();
    }
  }

  @Test
  void oneThatIsYoungStays() {
    sweep();
    assertThat(directory).exists();
  }

  @Test
  void oneWithAStrangersFileStaysWithIt() throws IOException {
    Path file = Files.writeString(socket, "no socket");
    age(directory);
    sweep();
    assertThat(file).content().isEqualTo("no socket");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path target = Files.move(directory, parent.resolve("target"));
    age(target);
    Files.createSymbolicLink(directory, target);
    sweep();
    assertThat(target).exists();
    assertThat(Files.isSymbolicLink(directory)).isTrue();
  }

  @Test
  void aSocketThatIsALinkIsNotFollowed() throws IOException {
    Path target = Files.writeString(parent.resolve("target"), "somebody's");
    Files.createSymbolicLink(socket, target);
    age(directory);
    sweep();
    assertThat(target).exists();
    assertThat(socket).exists();
  }

  @Test
  void otherNamesStay() throws IOException {
    Path other = Files.move(directory, parent.resolve(NAME + "0"));
    age(other);
    sweep();
    assertThat(Files.exists(other, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }
}
