package dev.prefork.internal.nio.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.Security;
import org.junit.jupiter.api.Test;

class LazySecureRandomTest {
  private static SecureRandom late() throws NoSuchAlgorithmException {
    return SecureRandom.getInstance("Any", new LazySecureRandom.Source());
  }

  @Test
  void numbersAreAsRandomAsTheJdks() throws NoSuchAlgorithmException {
    SecureRandom random = late();
    random.setSeed(1);
    SecureRandom other = late();
    other.setSeed(1);

    assertThat(random.nextLong()).isNotEqualTo(random.nextLong()).isNotEqualTo(other.nextLong());
    assertThat(random.generateSeed(20)).hasSize(20).isNotEqualTo(random.generateSeed(20));
  }

  @Test
  void unixSocketsLeaveTheProvidersAsTheyAre() throws IOException {
    try (SocketChannel channel = UnixSockets.open()) {
      assertThat(channel.isOpen()).isTrue();
    }
    assertThat(Security.getProvider("Prefork")).isNull();
    assertThat(new SecureRandom().getProvider().getName()).isEqualTo("SUN");
  }

  @Test
  void socketsThatAreBoundWithoutANameGetOneEach() throws IOException {
    try (SocketChannel _ = UnixSockets.open();
        ServerSocketChannel one = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null);
        ServerSocketChannel two =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(null)) {
      assertThat(one.getLocalAddress()).isNotEqualTo(two.getLocalAddress());
      Files.delete(Path.of(one.getLocalAddress().toString()));
      Files.delete(Path.of(two.getLocalAddress().toString()));
    }
  }
}
