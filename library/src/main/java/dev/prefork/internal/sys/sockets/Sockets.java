package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Creates, configures and accepts sockets with system calls. The JDK's channels are unsuitable:
 * closing a registered channel shuts the connection down for its new owner, too. Not thread-safe.
 */
public final class Sockets {
  private static final int SOCK_STREAM = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_LINGER = 13;
  private static final int SO_REUSEPORT = 15;
  private static final int SO_PEERCRED = 17;
  private static final int FIONBIO = 0x5421;
  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MULTICAST_ALL = 49;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_INFO = 11;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_MULTICAST_HOPS = 18;
  private static final int IPV6_MULTICAST_ALL = 29;
  private static final int IPV6_V6ONLY = 26;

  private static final int NO_BACKLOG = -1;

  // struct tcp_info of a listening socket: tcpi_unacked is the length of its accept queue
  private static final int TCPI_UNACKED = 24;
  private static final int TCPI_END = 28;

  // struct linger { int l_onoff; int l_linger; }
  private static final int LINGER_SIZE = 8;

  // struct ucred { pid_t pid; uid_t uid; gid_t gid; }
  private static final int UCRED_UID = 4;
  private static final int UCRED_SIZE = 12;

  private final Libc libc = new Libc();
  private final Struct address = libc.allocate(SocketAddresses.UN_SIZE);
  private final Struct number = libc.allocate(Integer.BYTES);
  private final Struct length = libc.allocate(Integer.BYTES);

  /**
   * The options of a socket before it is bound.
   *
   * @param ipv6 true for IPv6 (and, on the wildcard address, IPv4), false for IPv4
   * @param reuseAddress the value of SO_REUSEADDR
   * @param receiveBuffer SO_RCVBUF in bytes, 0 for the system's default
   * @param tcpOptions pairs of option numbers and values
   */
  public record Options(boolean ipv6, boolean reuseAddress, int receiveBuffer, int[] tcpOptions) {}

  /** The process at the other end of a Unix socket. */
  public record Peer(int pid, int uid) {}

  /** Creates a listening TCP socket, non-blocking and close-on-exec. */
  public Fd listen(InetSocketAddress bindAddress, Options options, int backlog) throws IOException {
    return stream(bindAddress, options, false, backlog);
  }

  /** Creates one of several TCP sockets that listen on a {@linkplain #reserve reserved} address. */
  public Fd listenShared(InetSocketAddress bindAddress, Options options, int backlog)
      throws IOException {
    return stream(bindAddress, options, true, backlog);
  }

  /**
   * Binds an address for sockets that will share it, without listening. Fails if the address is
   * taken, whereas a socket with SO_REUSEPORT could join the sockets of another program.
   */
  public Fd reserve(InetSocketAddress bindAddress, Options options) throws IOException {
    Fd fd = stream(bindAddress, options, false, NO_BACKLOG);
    try {
      set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
      return fd;
    } catch (ErrnoException e) {
      fd.close();
      throw e;
    }
  }

  private Fd stream(InetSocketAddress bindAddress, Options options, boolean shared, int backlog)
      throws IOException {
    int size = encode(bindAddress, options);
    String subject = SocketAddresses.text(bindAddress);
    Fd fd = socket(family(options), SOCK_STREAM);
    try {
      prepare(fd, options);
      if (shared) {
        set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
      }
      check(libc.bind(fd.number(), address, size), "bind", subject);
      if (backlog != NO_BACKLOG) {
        check(libc.listen(fd.number(), backlog), "listen", subject);
      }
      return fd;
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /** Returns the number of connections in the accept queue of a listening TCP socket. */
  public int pendingConnections(Fd listener) throws ErrnoException {
    length.putInt(0, TCPI_END);
    int result = libc.getsockopt(listener.number(), IPPROTO_TCP, TCP_INFO, address, length);
    check(result, "getsockopt(TCP_INFO)", listener);
    return address.getInt(TCPI_UNACKED);
  }

  /**
   * Creates a bound UDP socket, non-blocking and close-on-exec. Like the JDK's sockets, it receives
   * datagrams only for the multicast groups that it has joined itself.
   */
  public Fd bind(InetSocketAddress bindAddress, Options options) throws IOException {
    int size = encode(bindAddress, options);
    Fd fd = socket(family(options), SOCK_DGRAM);
    try {
      prepare(fd, options);
      setMulticast(fd, options.ipv6());
      check(libc.bind(fd.number(), address, size), "bind", SocketAddresses.text(bindAddress));
      return fd;
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private void setMulticast(Fd fd, boolean ipv6) throws ErrnoException {
    set(fd, IPPROTO_IP, IP_MULTICAST_ALL, 0);
    if (ipv6) {
      set(fd, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, 1);
      set(fd, IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
    }
  }

  /** Encodes an IP address into {@link #address}; returns its size in bytes. */
  private int encode(InetSocketAddress bindAddress, Options options) {
    byte[] bytes = new byte[SocketAddresses.SIZE];
    int size = SocketAddresses.encode(bindAddress, options.ipv6(), bytes);
    address.putBytes(0, bytes);
    return size;
  }

  private static int family(Options options) {
    return options.ipv6() ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET;
  }

  /**
   * Creates a listening Unix socket, non-blocking and close-on-exec.
   *
   * @param receiveBuffer SO_RCVBUF in bytes, 0 for the system's default
   */
  public Fd listen(Path path, int receiveBuffer, int backlog) throws IOException {
    Fd fd = socket(SocketAddresses.AF_UNIX, SOCK_STREAM);
    try {
      if (receiveBuffer > 0) {
        set(fd, SOL_SOCKET, SO_RCVBUF, receiveBuffer);
      }
      listenAt(path, fd, backlog);
      return fd;
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  /**
   * A socket address has room for a path of 107 bytes. A longer path is bound through
   * /proc/self/fd, so that only the file name has to fit, without a temporary link.
   */
  private void listenAt(Path path, Fd fd, int backlog) throws IOException {
    Path directory = path.getParent();
    if (bytes(path).length < SocketAddresses.UN_PATH_SIZE || directory == null) {
      listen(fd, encode(bytes(path), path), path.toString(), backlog);
      return;
    }
    Libc scratch = new Libc();
    int opened = scratch.open(scratch.copy(bytes(directory)), O_PATH | O_CLOEXEC);
    try (Fd parent = new Fd(check(opened, "open", directory))) {
      Path shorter =
          Path.of("/proc/self/fd/" + parent.number()).resolve(path.getFileName().toString());
      listen(fd, encode(bytes(shorter), path), path.toString(), backlog);
    }
  }

  private static byte[] bytes(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Encodes a Unix address into {@link #address}; returns its size in bytes. */
  private int encode(byte[] name, Path subject) throws ErrnoException {
    if (name.length >= SocketAddresses.UN_PATH_SIZE) {
      throw new ErrnoException("bind", subject.toString(), Errno.ENAMETOOLONG.number());
    }
    return SocketAddresses.encodeUnix(name, address);
  }

  /** Listens on the address that was encoded into {@link #address}. */
  private void listen(Fd fd, int size, String subject, int backlog) throws ErrnoException {
    check(libc.bind(fd.number(), address, size), "bind", subject);
    check(libc.listen(fd.number(), backlog), "listen", subject);
  }

  /** Changes the backlog of a listening socket. */
  public void setBacklog(Fd listener, int backlog) throws ErrnoException {
    check(libc.listen(listener.number(), backlog), "listen", listener);
  }

  /**
   * Accepts a connection without waiting.
   *
   * @return null if there is none
   */
  public @Nullable Connection accept(Fd listener) throws ErrnoException {
    length.putInt(0, SocketAddresses.SIZE);
    int fd = libc.accept4(listener.number(), address, length, SOCK_CLOEXEC);
    if (Errno.EAGAIN.is(fd)) {
      return null;
    }
    check(fd, "accept4", listener);
    byte[] peer = new byte[SocketAddresses.SIZE];
    int known = Math.min(length.getInt(0), SocketAddresses.SIZE);
    address.buffer().get(0, peer, 0, known);
    return new Connection(new Fd(fd), peer);
  }

  /** Returns the path of a Unix client, without a system call for the usual case of no path. */
  public Path clientPath(Connection accepted) throws ErrnoException {
    return accepted.peer()[SocketAddresses.UN_PATH] == 0 ? Path.of("") : peerPath(accepted.fd());
  }

  /** Returns the address to which a TCP or UDP socket is bound, with the actual port. */
  public InetSocketAddress localAddress(Fd socket) throws IOException {
    length.putInt(0, SocketAddresses.SIZE);
    check(libc.getsockname(socket.number(), address, length), "getsockname", socket);
    return receivedAddress(socket);
  }

  /** Returns the address to which a TCP socket is connected. */
  public InetSocketAddress peerAddress(Fd socket) throws IOException {
    length.putInt(0, SocketAddresses.SIZE);
    check(libc.getpeername(socket.number(), address, length), "getpeername", socket);
    return receivedAddress(socket);
  }

  private InetSocketAddress receivedAddress(Fd socket) throws IOException {
    byte[] bytes = address.getBytes(0, SocketAddresses.SIZE);
    InetSocketAddress decoded = SocketAddresses.decode(bytes);
    if (decoded == null) {
      throw new IOException(socket + " is not a TCP or UDP socket");
    }
    return decoded;
  }

  /** Returns the path to which the other end of a Unix stream is bound; usually empty. */
  public Path peerPath(Fd socket) throws ErrnoException {
    prepareForPath();
    check(libc.getpeername(socket.number(), address, length), "getpeername", socket);
    return receivedPath();
  }

  /** Returns the path to which a Unix socket is bound; empty if it has none. */
  public Path localPath(Fd socket) throws ErrnoException {
    prepareForPath();
    check(libc.getsockname(socket.number(), address, length), "getsockname", socket);
    return receivedPath();
  }

  private void prepareForPath() {
    length.putInt(0, SocketAddresses.UN_SIZE);
    address.clear();
  }

  private Path receivedPath() {
    int known = Math.min(length.getInt(0), SocketAddresses.UN_SIZE) - SocketAddresses.UN_PATH;
    byte[] path = address.getBytes(SocketAddresses.UN_PATH, Math.max(0, known));
    int end = 0;
    while (end < path.length && path[end] != 0) {
      end++;
    }
    return Path.of(new String(path, 0, end, StandardCharsets.UTF_8));
  }

  /** Makes a socket non-blocking, in all processes that have a descriptor of it. */
  public void setNonBlocking(Fd socket) throws ErrnoException {
    number.putInt(0, 1);
    check(libc.ioctl(socket.number(), FIONBIO, number), "ioctl(FIONBIO)", socket);
  }

  /** Sets SO_SNDBUF in bytes. The kernel may use less. */
  public void setSendBuffer(Fd socket, int size) throws ErrnoException {
    set(socket, SOL_SOCKET, SO_SNDBUF, size);
  }

  /** Returns the process that was at the other end when a Unix stream was connected. */
  public Peer peer(Fd socket) throws ErrnoException {
    length.putInt(0, UCRED_SIZE);
    int result = libc.getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, address, length);
    check(result, "getsockopt(SO_PEERCRED)", socket);
    return new Peer(address.getInt(0), address.getInt(UCRED_UID));
  }

  /** Returns true if SO_LINGER is set, so that closing the last descriptor can block. */
  public boolean lingers(Fd socket) {
    length.putInt(0, LINGER_SIZE);
    int result = libc.getsockopt(socket.number(), SOL_SOCKET, SO_LINGER, address, length);
    return result < 0 || address.getInt(0) != 0;
  }

  /** Creates two connected Unix streams, non-blocking and close-on-exec. */
  public Fd[] pair() throws ErrnoException {
    int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    check(libc.socketpair(SocketAddresses.AF_UNIX, type, address), "socketpair", "itself");
    return new Fd[] {new Fd(address.getInt(0)), new Fd(address.getInt(Integer.BYTES))};
  }

  /** Duplicates a descriptor. */
  public Fd duplicate(int fd) throws ErrnoException {
    return new Fd(check(libc.dup(fd), "dup", "descriptor " + fd));
  }

  /** Makes the number {@code onto} a duplicate of {@code from}, and closes its previous file. */
  public void replace(int onto, Fd from) throws ErrnoException {
    check(libc.dup2(from.number(), onto), "dup2", from);
  }

  private Fd socket(int family, int type) throws ErrnoException {
    int fd = libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC);
    return new Fd(check(fd, "socket", "address family " + family));
  }

  private void prepare(Fd fd, Options options) throws ErrnoException {
    if (options.ipv6()) {
      set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0); // as in the JDK, regardless of net.ipv6.bindv6only
    }
    set(fd, SOL_SOCKET, SO_REUSEADDR, options.reuseAddress() ? 1 : 0);
    setOptions(fd, options);
  }

  /** Sets the receive buffer and the TCP options for new connections. */
  public void setOptions(Fd fd, Options options) throws ErrnoException {
    if (options.receiveBuffer() > 0) {
      set(fd, SOL_SOCKET, SO_RCVBUF, options.receiveBuffer());
    }
    setTcpOptions(fd, options.tcpOptions());
  }

  private void setTcpOptions(Fd fd, int[] pairs) throws ErrnoException {
    for (int i = 0; i + 1 < pairs.length; i += 2) {
      set(fd, IPPROTO_TCP, pairs[i], pairs[i + 1]);
    }
  }

  private void set(Fd fd, int level, int option, int value) throws ErrnoException {
    number.putInt(0, value);
    int result = libc.setsockopt(fd.number(), level, option, number, Integer.BYTES);
    check(result, "setsockopt " + option, fd);
  }

  private static int check(int result, String call, Object subject) throws ErrnoException {
    return ErrnoException.check(result, call, subject);
  }
}
