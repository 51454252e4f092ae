package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Struct;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Converts between Java's addresses and {@code struct sockaddr_in}, {@code sockaddr_in6}. */
public final class SocketAddresses {
  /** The size in bytes of the largest IP address: {@code sizeof(struct sockaddr_in6)}, aligned. */
  public static final int SIZE = 32;

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  private static final int IN_SIZE = 16;
  private static final int IN6_SIZE = 28;

  // struct sockaddr_in  { u16 family; be16 port; u8 addr[4]; ... }
  // struct sockaddr_in6 { u16 family; be16 port; be32 flowinfo; u8 addr[16]; u32 scope_id; }
  private static final int PORT = 2;
  private static final int IN_ADDRESS = 4;
  private static final int IN6_ADDRESS = 8;
  private static final int IN6_SCOPE = 24;

  // struct sockaddr_un { sa_family_t sun_family; char sun_path[108]; }
  static final int UN_PATH = 2;
  static final int UN_PATH_SIZE = 108;
  static final int UN_SIZE = UN_PATH + UN_PATH_SIZE;

  private SocketAddresses() {}

  /**
   * Writes the address of a Unix socket.
   *
   * @param name a path, or NUL and an abstract name; shorter than {@link #UN_PATH_SIZE}
   * @param into memory of {@link #UN_SIZE} bytes
   * @return the size of the address in bytes
   */
  static int encodeUnix(byte[] name, Struct into) {
    into.clear();
    into.putShort(0, AF_UNIX);
    into.putBytes(UN_PATH, name);
    boolean isAbstract = name.length > 0 && name[0] == 0;
    return UN_PATH + name.length + (isAbstract ? 0 : 1); // only a path ends with a NUL
  }

  /** Decodes the address at the start of {@code bytes}; null if it is not an IP address. */
  public static @Nullable InetSocketAddress decode(byte[] bytes) throws UnknownHostException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return switch (buffer.getShort(0)) {
      case AF_INET -> new InetSocketAddress(inet(bytes), port(bytes));
      case AF_INET6 -> new InetSocketAddress(inet6(bytes, buffer.getInt(IN6_SCOPE)), port(bytes));
      default -> null;
    };
  }

  /**
   * Returns the host of the address at the start of {@code bytes}: 4 bytes for IPv4 and IPv4-mapped
   * addresses, 16 for IPv6, none for other families.
   */
  public static byte[] host(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return switch (buffer.getShort(0)) {
      case AF_INET -> Arrays.copyOfRange(bytes, IN_ADDRESS, IN_ADDRESS + 4);
      case AF_INET6 -> {
        boolean mapped = buffer.getLong(IN6_ADDRESS) == 0 && isMappedTail(bytes);
        int start = mapped ? IN6_ADDRESS + 12 : IN6_ADDRESS;
        yield Arrays.copyOfRange(bytes, start, IN6_ADDRESS + 16);
      }
      default -> new byte[0];
    };
  }

  private static boolean isMappedTail(byte[] bytes) {
    return bytes[IN6_ADDRESS + 8] == 0
        && bytes[IN6_ADDRESS + 9] == 0
        && bytes[IN6_ADDRESS + 10] == -1
        && bytes[IN6_ADDRESS + 11] == -1;
  }

  /** Returns true if the bytes start with an address, false if they are zeros. */
  public static boolean isPresent(byte[] bytes) {
    return bytes[0] != 0 || bytes[1] != 0;
  }

  /**
   * Encodes an address for an IPv4 or IPv6 socket. For an IPv6 socket, an IPv4 address is mapped.
   *
   * @return the size of the structure in bytes
   */
  static int encode(InetSocketAddress address, boolean ipv6, byte[] into) {
    ByteBuffer buffer = ByteBuffer.wrap(into).order(ByteOrder.nativeOrder());
    buffer.putShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
    into[PORT] = (byte) (address.getPort() >> 8);
    into[PORT + 1] = (byte) address.getPort();
    InetAddress host = address.getAddress();
    if (!ipv6) {
      buffer.put(IN_ADDRESS, host.getAddress());
      return IN_SIZE;
    }
    buffer.put(IN6_ADDRESS, mapped(host));
    buffer.putInt(IN6_SCOPE, host instanceof Inet6Address six ? six.getScopeId() : 0);
    return IN6_SIZE;
  }

  /** Formats an address: {@code 127.0.0.1:8000}, {@code [::1]:8000}. */
  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    String bracketed = address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host;
    return bracketed + ":" + address.getPort();
  }

  private static byte[] mapped(InetAddress host) {
    byte[] address = host.getAddress();
    if (!(host instanceof Inet4Address)) {
      return address;
    }
    byte[] wide = new byte[16];
    if (!host
        .isAnyLocalAddress()) { // the wildcard of a dual-stack socket is ::, not ::ffff:0.0.0.0
      wide[10] = (byte) 0xff;
      wide[11] = (byte) 0xff;
      System.arraycopy(address, 0, wide, 12, 4);
    }
    return wide;
  }

  private static int port(byte[] bytes) {
    return ((bytes[PORT] & 0xff) << 8) | (bytes[PORT + 1] & 0xff);
  }

  private static InetAddress inet(byte[] bytes) throws UnknownHostException {
    byte[] address = new byte[4];
    System.arraycopy(bytes, IN_ADDRESS, address, 0, address.length);
    return InetAddress.getByAddress(address);
  }

  private static InetAddress inet6(byte[] bytes, int scope) throws UnknownHostException {
    byte[] address = new byte[16];
    System.arraycopy(bytes, IN6_ADDRESS, address, 0, address.length);
    InetAddress plain =
        InetAddress.getByAddress(address); // a mapped address becomes an Inet4Address
    return scope == 0 || plain instanceof Inet4Address
        ? plain
        : Inet6Address.getByAddress(null, address, scope);
  }
}
