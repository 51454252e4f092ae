package dev.prefork.internal.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A descriptor that cannot become a channel leaves nothing open. */
class AdoptedHandlesTest {
  /** No process has one with so high a number. */
  private static final int NOBODYS = 2_000_000_000;

  private static long open() throws IOException {
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors.count();
    }
  }

  @Test
  void aDatagramChannelWhoseDescriptorCannotBeTakenOverIsClosed() throws IOException {
    SelectorProvider provider = SelectorProvider.provider();
    provider.openDatagramChannel(StandardProtocolFamily.INET).close(); // what the first one opens
    Fd nobodys = new Fd(NOBODYS);
    long before = open();
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(
              () -> JdkInternals.adoptDatagram(provider, StandardProtocolFamily.INET, nobodys))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("EBADF");
    }
    assertThat(open()).isEqualTo(before);
  }
}
