package dev.prefork.internal.dispatch;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.Endpoint;
import dev.prefork.model.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The bound socket of a port. Owns the descriptor and the path of a Unix-domain socket. A datagram
 * socket, or one that only reserves an address, does not listen.
 */
final class BoundSocket implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Node's default; the JDK's 50 is meant for one process. */
  private static final int DEFAULT_BACKLOG = 511;

  /** Backlog of a socket whose backlog never changes: no request exceeds it. */
  private static final int NO_BACKLOG = Integer.MAX_VALUE;

  /** Limits retries if other processes keep deleting the path. */
  private static final int MAX_ATTEMPTS = 100;

  private final Sockets sockets;
  private final Fd fd;
  private final Target target;
  private final Endpoint endpoint;
  private final @Nullable SocketFile file;
  private int backlog;
  private final boolean listens;

  private BoundSocket(
      Sockets sockets,
      Fd fd,
      Target target,
      Endpoint endpoint,
      @Nullable SocketFile file,
      int backlog,
      boolean listens) {
    this.sockets = sockets;
    this.fd = fd;
    this.target = target;
    this.endpoint = endpoint;
    this.file = file;
    this.backlog = backlog;
    this.listens = listens;
  }

  /**
   * Opens the socket for a request.
   *
   * @param user the user whose rights apply to the path of a Unix-domain socket
   */
  static BoundSocket open(Listen request, Sockets sockets, FileUser user) throws IOException {
    return switch (request.target()) {
      case Target.Tcp(Target.Inet at) -> tcp(request, at, sockets);
      case Target.Unix(String path) -> unix(request, Path.of(path), sockets, user);
      case Target.Udp(Target.Inet at) -> udp(request, at, sockets);
      case Target.Inherited(int number) -> inherited(number, null, sockets);
    };
  }

  /** Duplicates a socket that the service manager has opened. */
  static BoundSocket fromServiceManager(Activation.Match socket, Sockets sockets)
      throws IOException {
    return inherited(socket.descriptor(), socket.file(), sockets);
  }

  private static BoundSocket tcp(Listen request, Target.Inet at, Sockets sockets)
      throws IOException {
    int backlog = effectiveBacklog(request.backlog());
    Fd fd = sockets.listen(at.address(), options(request, at.ipv6()), backlog);
    return inet(sockets, fd, Transport.TCP, at.ipv6(), backlog, true);
  }

  /** Reserves an address for TCP sockets that share it, without listening. */
  static BoundSocket reserve(Listen request, Target.Inet at, Sockets sockets) throws IOException {
    Fd fd = sockets.reserve(at.address(), options(request, at.ipv6()));
    return inet(sockets, fd, Transport.TCP, at.ipv6(), effectiveBacklog(request.backlog()), false);
  }

  private static BoundSocket udp(Listen request, Target.Inet at, Sockets sockets)
      throws IOException {
    Fd fd = sockets.bind(at.address(), options(request, at.ipv6()));
    return inet(sockets, fd, Transport.UDP, at.ipv6(), NO_BACKLOG, false);
  }

  /** Wraps a bound descriptor; closes it on failure. */
  private static BoundSocket inet(
      Sockets sockets, Fd fd, Transport transport, boolean ipv6, int backlog, boolean listens)
      throws IOException {
    try {
      InetSocketAddress address = sockets.localAddress(fd);
      Target.Inet at = Target.Inet.of(address, 0, ipv6);
      Target target = transport == Transport.UDP ? new Target.Udp(at) : new Target.Tcp(at);
      Endpoint endpoint = new Endpoint(address, transport);
      return new BoundSocket(sockets, fd, target, endpoint, null, backlog, listens);
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static BoundSocket unix(Listen request, Path path, Sockets sockets, FileUser user)
      throws IOException {
    if (!path.isAbsolute() || path.getFileName() == null) {
      throw new Refusal(
          "the path of a Unix-domain socket must be absolute and must not be the root directory");
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return user.call(() -> tryUnix(request, path, sockets, user));
      } catch (NoSuchFileException e) {
        if (attempt == MAX_ATTEMPTS) {
          throw e;
        }
        // another worker has just deleted the path in order to bind to it
      }
    }
  }

  private static BoundSocket tryUnix(Listen request, Path path, Sockets sockets, FileUser user)
      throws IOException {
    int backlog = effectiveBacklog(request.backlog());
    Fd fd = sockets.listen(path, request.receiveBuffer(), backlog);
    try {
      Endpoint endpoint = new Endpoint(UnixDomainSocketAddress.of(path), Transport.UNIX);
      SocketFile file = new SocketFile(path, user);
      return new BoundSocket(sockets, fd, request.target(), endpoint, file, backlog, true);
    } catch (IOException | RuntimeException e) {
      try (fd) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /** Duplicates a descriptor that this process inherited; keeps the backlog of its owner. */
  private static BoundSocket inherited(int number, @Nullable SocketFile file, Sockets sockets)
      throws IOException {
    InheritedDescriptor.check(number);
    Fd fd = sockets.duplicate(number);
    try {
      ProtocolFamily family = InheritedDescriptor.family(number, fd);
      sockets.setNonBlocking(fd);
      if (family != StandardProtocolFamily.UNIX) {
        boolean ipv6 = family == StandardProtocolFamily.INET6;
        return inet(sockets, fd, Transport.TCP, ipv6, NO_BACKLOG, true);
      }
      Path path = sockets.localPath(fd);
      Endpoint endpoint = new Endpoint(UnixDomainSocketAddress.of(path), Transport.UNIX);
      Target target = new Target.Unix(path.toString());
      return new BoundSocket(sockets, fd, target, endpoint, file, NO_BACKLOG, true);
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static Sockets.Options options(Listen request, boolean ipv6) {
    return new Sockets.Options(
        ipv6, request.reuseAddress(), request.receiveBuffer(), request.tcpOptions());
  }

  Fd fd() {
    return fd;
  }

  /** Returns the largest backlog requested so far. */
  int backlog() {
    return backlog;
  }

  /** Returns the options that a request sets for a socket at this address. */
  Sockets.Options options(Listen request) {
    return options(request, isIpv6());
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Returns whether the socket is an IPv6 socket, dual-stack or not. */
  boolean isIpv6() {
    return switch (target) {
      case Target.Tcp(Target.Inet at) -> at.ipv6();
      case Target.Udp(Target.Inet at) -> at.ipv6();
      case Target.Unix _, Target.Inherited _ -> false;
    };
  }

  /** Raises the backlog if a request exceeds it. */
  void raiseBacklog(int requested) throws IOException {
    if (effectiveBacklog(requested) > backlog) {
      backlog = effectiveBacklog(requested);
      if (listens) {
        sockets.setBacklog(fd, backlog);
      }
    }
  }

  byte[] bindReply(BindReply.Delivery delivery) {
    return new BindReply(delivery, target).encode();
  }

  /** Sets the options of a request that can be set on a bound socket. */
  void setOptions(Listen request) throws IOException {
    if (request.target() instanceof Target.Tcp) {
      sockets.setOptions(fd, options(request, isIpv6()));
    }
  }

  /** See {@link SocketFile#restore}. */
  void restorePath() throws IOException {
    if (file != null) {
      file.restore();
    }
  }

  private static int effectiveBacklog(int requested) {
    return requested < 1 ? DEFAULT_BACKLOG : requested;
  }

  @Override
  public String toString() {
    return endpoint.address().toString();
  }

  /** Deletes the path first: while the socket is open, no other file can get its inode. */
  @Override
  public void close() {
    try {
      if (file != null) {
        file.delete();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "a socket's path cannot be removed: " + e);
    } finally {
      fd.close();
    }
  }
}
