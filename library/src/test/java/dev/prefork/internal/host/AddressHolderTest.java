package dev.prefork.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The process that has an address is found. */
class AddressHolderTest {
  private static final long SELF = ProcessHandle.current().pid();

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "0.0.0.0, 127.0.0.1",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1, 0.0.0.0",
    "::, ::1",
    "::1, ::1",
    "::1, ::",
  })
  void aListenerIsInTheWayOfWhatItOverlaps(String taken, String wanted) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(taken))) {
      AddressHolder holder =
          AddressHolder.of(new InetSocketAddress(wanted, server.getLocalPort()), false);
      assertThat(holder).isNotNull().returns(SELF, AddressHolder::pid);
      assertThat(holder.command()).contains("java").hasSizeLessThan(130);
    }
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1, 127.0.0.2", "127.0.0.1, ::1"})
  void anotherAddressIsNot(String taken, String wanted) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(taken))) {
      InetSocketAddress address = new InetSocketAddress(wanted, server.getLocalPort());
      assertThat(AddressHolder.of(address, false)).isNull();
    }
  }

  @Test
  void datagramsHavePortsOfTheirOwn() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0)) {
      InetSocketAddress address = new InetSocketAddress(socket.getLocalPort());
      assertThat(AddressHolder.of(address, true)).isNotNull().returns(SELF, AddressHolder::pid);
      assertThat(AddressHolder.of(address, false)).isNull();
    }
  }

  @Test
  void aUnixSocketIsFoundByItsPathAndAFileThatIsLeftIsNobodys() throws IOException {
    Path folder = Files.createTempDirectory("pf");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address);
      assertThat(AddressHolder.of(address, false)).isNotNull().returns(SELF, AddressHolder::pid);
    }
    assertThat(AddressHolder.of(address, false)).isNull();
    Files.delete(address.getPath());
    Files.delete(folder);
  }

  @Test
  void nobodyHasAFreePort() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    assertThat(AddressHolder.of(new InetSocketAddress(port), false)).isNull();
  }
}
