package dev.prefork.internal.host;

import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.SocketKind;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the listening sockets of systemd's socket activation. Thread-safe. */
public final class ActivatedSockets {
  /** No sockets. */
  public static final ActivatedSockets NONE = new ActivatedSockets(List.of());

  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** systemd's SD_LISTEN_FDS_START. */
  private static final int FIRST_DESCRIPTOR = 3;

  /** A larger number in LISTEN_FDS is an error. */
  private static final int MAX_SOCKETS = 4096;

  private final List<ActivatedSocket> all;
  private final Set<Integer> used = ConcurrentHashMap.newKeySet();

  /** The result of {@link #find}. */
  public sealed interface Match {}

  /** A socket that serves the requested address. */
  public record Found(ActivatedSocket socket) implements Match {}

  /** A socket has the port but must not be used. */
  public record Unfit(String reason) implements Match {}

  /** No socket has the port. */
  public record Missing() implements Match {}

  public ActivatedSockets(List<ActivatedSocket> all) {
    this.all = List.copyOf(all);
  }

  /** Returns the sockets that were passed to this process. */
  public static ActivatedSockets ofThisProcess() {
    return OfThisProcess.SOCKETS;
  }

  private static final class OfThisProcess {
    static final ActivatedSockets SOCKETS = of(System.getenv(), ProcessHandle.current().pid());
  }

  /** Returns the sockets that were passed to a process with these variables. */
  static ActivatedSockets of(Map<String, String> environment, long pid) {
    int count = count(environment, pid);
    if (count == 0) {
      return NONE;
    }
    String[] names = environment.getOrDefault(ServiceVariables.LISTEN_FDNAMES, "").split(":", -1);
    List<ActivatedSocket> found = new ArrayList<>();
    Sockets sockets = new Sockets();
    for (int i = 0; i < count; i++) {
      ActivatedSocket socket =
          inspect(FIRST_DESCRIPTOR + i, i < names.length ? names[i] : "", sockets);
      if (socket != null) {
        found.add(socket);
      }
    }
    return new ActivatedSockets(found);
  }

  /** Returns 0 if the variables were meant for the parent process. */
  private static int count(Map<String, String> environment, long pid) {
    String text = environment.getOrDefault(ServiceVariables.LISTEN_FDS, "");
    if (text.isEmpty()
        || !Long.toString(pid).equals(environment.get(ServiceVariables.LISTEN_PID))) {
      return 0;
    }
    try {
      int count = Integer.parseInt(text);
      if (count >= 0 && count <= MAX_SOCKETS) {
        return count;
      }
    } catch (NumberFormatException e) {
      // logged below
    }
    LOG.log(
        Level.WARNING,
        "invalid LISTEN_FDS '" + text + "': expected a number from 0 to " + MAX_SOCKETS);
    return 0;
  }

  private static @Nullable ActivatedSocket inspect(int number, String name, Sockets sockets) {
    String what = "descriptor " + number + (name.isEmpty() ? "" : " (" + name + ")");
    try (Fd copy = sockets.duplicate(number)) {
      SocketKind kind = SocketKind.of(copy);
      if (kind.stream() && kind.listening()) {
        return new ActivatedSocket(number, name, address(copy, kind, sockets));
      }
      LOG.log(
          Level.WARNING, what + " of the service manager ignored: not a listening stream socket");
    } catch (IOException e) {
      LOG.log(Level.WARNING, what + " of the service manager ignored: " + e.getMessage());
    }
    return null;
  }

  private static SocketAddress address(Fd socket, SocketKind kind, Sockets sockets)
      throws IOException {
    return kind.family() == StandardProtocolFamily.UNIX
        ? UnixDomainSocketAddress.of(sockets.localPath(socket))
        : sockets.localAddress(socket);
  }

  /** Returns all sockets. */
  public List<ActivatedSocket> all() {
    return all;
  }

  /** Returns the sockets that were not {@linkplain #markUsed marked as used}. */
  public List<ActivatedSocket> unused() {
    return all.stream().filter(socket -> !used.contains(socket.descriptor())).toList();
  }

  /** Records that workers have bound a socket. */
  public void markUsed(ActivatedSocket socket) {
    used.add(socket.descriptor());
  }

  /** Finds the socket that serves an address. */
  public Match find(SocketAddress requested) {
    if (requested instanceof UnixDomainSocketAddress unix) {
      return unix(unix.getPath());
    }
    return requested instanceof InetSocketAddress inet && inet.getPort() != 0
        ? inet(inet)
        : new Missing();
  }

  private Match unix(Path requested) {
    for (ActivatedSocket socket : all) {
      if (socket.address() instanceof UnixDomainSocketAddress unix
          && resolved(unix.getPath()).equals(resolved(requested))) {
        return new Found(socket);
      }
    }
    return new Missing();
  }

  /** Resolves links in the directory only, because the socket file may not exist any more. */
  private static Path resolved(Path path) {
    Path parent = path.getParent();
    try {
      return parent == null ? path : parent.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      return path;
    }
  }

  /**
   * A socket on one address serves a program that binds the wildcard address: the operator has
   * narrowed it. A socket on the wildcard address does not serve a program that binds one address:
   * that would expose the program to other networks.
   */
  private Match inet(InetSocketAddress requested) {
    InetAddress host = requested.getAddress();
    List<ActivatedSocket> samePort = new ArrayList<>();
    List<ActivatedSocket> matching = new ArrayList<>();
    for (ActivatedSocket socket : all) {
      if (socket.address() instanceof InetSocketAddress inet
          && inet.getPort() == requested.getPort()) {
        samePort.add(socket);
        if (host.isAnyLocalAddress() || host.equals(inet.getAddress())) {
          matching.add(socket);
        }
      }
    }
    if (matching.size() == 1) {
      return new Found(matching.getFirst());
    }
    return matching.isEmpty() ? noneFits(samePort, requested) : severalFit(matching, requested);
  }

  private static Match noneFits(List<ActivatedSocket> samePort, InetSocketAddress requested) {
    for (ActivatedSocket socket : samePort) {
      if (((InetSocketAddress) socket.address()).getAddress().isAnyLocalAddress()) {
        return new Unfit(
            "the service manager listens on "
                + socket
                + ", which accepts more than "
                + requested
                + "; change ListenStream of the socket unit, or bind the wildcard address");
      }
    }
    return new Missing();
  }

  private static Match severalFit(List<ActivatedSocket> matching, InetSocketAddress requested) {
    return new Unfit(
        "the service manager listens on "
            + matching
            + ", but the program binds only "
            + requested
            + "; use one ListenStream in the socket unit, or bind each address");
  }
}
