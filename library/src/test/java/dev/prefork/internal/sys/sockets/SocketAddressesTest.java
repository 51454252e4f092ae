package dev.prefork.internal.sys.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The seed is fixed. */
class SocketAddressesTest {
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(20261120);

  @Test
  void anAddressComesBackAsItWasWritten() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      InetSocketAddress address = randomAddress();
      boolean ipv6 = address.getAddress() instanceof Inet6Address || random.nextBoolean();
      byte[] bytes = new byte[SocketAddresses.SIZE];
      int size = SocketAddresses.encode(address, ipv6, bytes);
      assertThat(size).isEqualTo(ipv6 ? 28 : 16);
      assertThat(SocketAddresses.isPresent(bytes)).isTrue();
      InetSocketAddress decoded = SocketAddresses.decode(bytes);
      assertThat(decoded).isEqualTo(address);
      assertThat(decoded.getAddress()).hasSameClassAs(address.getAddress());
      assertThat(SocketAddresses.host(bytes)).isEqualTo(address.getAddress().getAddress());
      if (address.getAddress() instanceof Inet6Address six) {
        assertThat(((Inet6Address) decoded.getAddress()).getScopeId()).isEqualTo(six.getScopeId());
      }
    }
  }

  private InetSocketAddress randomAddress() throws IOException {
    byte[] host = new byte[random.nextBoolean() ? 4 : 16];
    random.nextBytes(host);
    int scope = host.length == 16 && random.nextInt(4) == 0 ? 1 + random.nextInt(1 << 20) : 0;
    InetAddress address =
        scope == 0 ? InetAddress.getByAddress(host) : Inet6Address.getByAddress(null, host, scope);
    return new InetSocketAddress(address, random.nextInt(65536));
  }

  @Test
  void theWildcardOfFourIsThatOfSixOnADualStackSocket() throws IOException {
    byte[] bytes = new byte[SocketAddresses.SIZE];
    InetAddress wildcard = InetAddress.getByAddress(new byte[4]);
    SocketAddresses.encode(new InetSocketAddress(wildcard, 80), true, bytes);
    assertThat(SocketAddresses.decode(bytes))
        .isEqualTo(new InetSocketAddress(InetAddress.getByAddress(new byte[16]), 80));
  }

  @Test
  void aUnixSocketHasNoHost() {
    byte[] bytes = new byte[SocketAddresses.SIZE];
    assertThat(SocketAddresses.host(bytes)).isEmpty();
    bytes[0] = SocketAddresses.AF_UNIX; // on the machines that there are
    bytes[bytes.length - 1] = 7;
    assertThat(SocketAddresses.host(bytes)).isEmpty();
  }

  @Test
  void aMappedAddressIsOneOfFour() throws IOException {
    byte[] bytes = new byte[SocketAddresses.SIZE];
    InetAddress host = InetAddress.getByAddress(new byte[] {10, 1, 2, 3});
    SocketAddresses.encode(new InetSocketAddress(host, 65535), true, bytes);
    bytes[24] = 5; // a scope makes no sense for it
    InetSocketAddress decoded = SocketAddresses.decode(bytes);
    assertThat(decoded.getAddress()).isInstanceOf(Inet4Address.class).isEqualTo(host);
    assertThat(decoded.getPort()).isEqualTo(65535);
  }

  @Test
  void anotherFamilyIsNoAddress() throws IOException {
    byte[] bytes = new byte[SocketAddresses.SIZE];
    assertThat(SocketAddresses.isPresent(bytes)).isFalse();
    assertThat(SocketAddresses.decode(bytes)).isNull();
    bytes[0] = SocketAddresses.AF_UNIX; // on the machines that there are
    assertThat(SocketAddresses.decode(bytes)).isNull();
  }
}
