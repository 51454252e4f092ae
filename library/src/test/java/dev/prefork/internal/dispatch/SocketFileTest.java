package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The path of a Unix socket belongs to the port, whatever workers do with it. */
class SocketFileTest {
  @TempDir private Path directory;

  private Path path() {
    return directory.resolve("s");
  }

  private Listen request() {
    return Scene.listen(new Target.Unix(path().toString()), 0);
  }

  private boolean accepts() throws IOException {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return client.connect(UnixDomainSocketAddress.of(path()));
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverAsksForTheSamePathSharesTheSocket(SchedulingPolicy policy) throws IOException {
    try (Scene scene = new Scene(policy)) {
      Target target = new Target.Unix(path().toString());
      assertThat(scene.join(1, request()).bound().target()).isEqualTo(target);
      assertThat(scene.join(2, request()).bound().target()).isEqualTo(target);
      assertThat(accepts()).isTrue();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatANewcomerDeletedLeadsToTheSameSocketAgain(SchedulingPolicy policy)
      throws IOException {
    try (Scene scene = new Scene(policy)) {
      scene.join(1, request());
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-------"));
      Files.delete(path());
      assertThat(scene.join(2, request()).has(FrameType.BOUND)).isTrue();
      assertThat(accepts()).isTrue();
      assertThat(Files.getPosixFilePermissions(path())).hasSize(2);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatALeavingWorkerDeletedIsThereForTheOthers(SchedulingPolicy policy)
      throws IOException {
    try (Scene scene = new Scene(policy)) {
      HandMadeWorker leaving = scene.join(1, request());
      scene.join(2, request());
      Files.delete(path());
      scene.kill(leaving);
      assertThat(accepts()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPathThatSomebodyElseHasTakenIsHis(SchedulingPolicy policy) throws IOException {
    try (Scene scene = new Scene(policy);
        ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      scene.join(1, request());
      Files.delete(path());
      foreign.bind(UnixDomainSocketAddress.of(path()));
      assertThat(scene.join(2, request()).refusal())
          .isEqualTo("Address already in use (EADDRINUSE)");
    }
    assertThat(directory).isDirectoryContaining(file -> file.equals(path()));
    assertThat(directory.resolve(".s.prefork")).doesNotExist();
  }

  @Test
  void aPathWithoutADirectoryIsRefusedWithTheReason() throws IOException {
    try (Scene scene = new Scene(SchedulingPolicy.ROUND_ROBIN)) {
      Target nowhere = new Target.Unix(directory.resolve("no/s").toString());
      assertThat(scene.join(1, Scene.listen(nowhere, 0)).refusal())
          .isEqualTo("No such file or directory (ENOENT)");
    }
  }

  @Test
  void whatAKilledPrimaryLeftIsNoHindrance() throws IOException {
    Files.createFile(directory.resolve(".s.prefork"));
    Files.createFile(path());
    SocketFile file = new SocketFile(path(), FileUser.CURRENT);
    Files.delete(path());
    file.restore();
    assertThat(path()).exists();
    Files.delete(path());
    Files.createFile(path());
    assertThatThrownBy(file::restore).isInstanceOf(FileAlreadyExistsException.class);
    file.delete();
    assertThat(path()).exists();
    assertThat(directory.resolve(".s.prefork")).doesNotExist();
  }
}
