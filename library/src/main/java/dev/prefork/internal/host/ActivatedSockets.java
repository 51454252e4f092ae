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

/**
 * The listening sockets that the service manager has opened and passed on: systemd's socket
 * activation. Any thread.
 */
public final class ActivatedSockets {
  /** Nothing was passed on. */
  public static final ActivatedSockets NONE = new ActivatedSockets(List.of());

  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** SD_LISTEN_FDS_START. */
  private static final int FIRST_DESCRIPTOR = 3;

  /** A number beyond it is a mistake. */
  private static final int MAX_SOCKETS = 4096;

  private final List<ActivatedSocket> all;
  private final Set<Integer> used = ConcurrentHashMap.newKeySet();

  /** What {@link #find} has found. */
  public sealed interface Match {}

  /** One that is what was asked for. */
  public record Found(ActivatedSocket socket) implements Match {}

  /** One has the port, and must not be used. */
  public record Unfit(String reason) implements Match {}

  /** None. */
  public record Missing() implements Match {}

  /** These. */
  public ActivatedSockets(List<ActivatedSocket> all) {
    this.all = List.copyOf(all);
  }

  /** Those of this process. */
  public static ActivatedSockets ofThisProcess() {
    return OfThisProcess.SOCKETS;
  }

  private static final class OfThisProcess {
    static final ActivatedSockets SOCKETS = of(System.getenv(), ProcessHandle.current().pid());
  }

  /** Those that a process with these variables was given. */
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

  /** The variables may be left over from a parent, to whom they were said. */
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
      // told below
    }
    LOG.log(Level.WARNING, "LISTEN_FDS is " + text + ", which is no number of sockets");
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
          Level.WARNING,
          what + " of the service manager is no listening stream socket: it is not used");
    } catch (IOException e) {
      LOG.log(Level.WARNING, what + " of the service manager cannot be used: " + e.getMessage());
    }
    return null;
  }

  private static SocketAddress address(Fd socket, SocketKind kind, Sockets sockets)
      throws IOException {
    return kind.family() == StandardProtocolFamily.UNIX
        ? UnixDomainSocketAddress.of(sockets.localPath(socket))
        : sockets.localAddress(socket);
  }

  /** All of them. */
  public List<ActivatedSocket> all() {
    return all;
  }

  /** Those that nobody has {@link #markUsed}d. */
  public List<ActivatedSocket> unused() {
    return all.stream().filter(socket -> !used.contains(socket.descriptor())).toList();
  }

  /** Notes that workers have asked for one. */
  public void markUsed(ActivatedSocket socket) {
    used.add(socket.descriptor());
  }

  /** Looks for the one that serves clients of an address. */
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

  /** By way of which links a directory was named does not matter; the socket itself may be gone. */
  private static Path resolved(Path path) {
    Path parent = path.getParent();
    try {
      return parent == null ? path : parent.toRealPath().resolve(path.getFileName());
    } catch (IOException e) {
      return path;
    }
  }

  /**
   * One at a single address will do for a program that asks for all of them: that is what the
   * operator wants. Never the other way: a program that asks for the loopback address does not
   * expect the world.
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
                + ", which is more than "
                + requested
                + ": let the socket unit listen there, or the program at all addresses");
      }
    }
    return new Missing();
  }

  private static Match severalFit(List<ActivatedSocket> matching, InetSocketAddress requested) {
    return new Unfit(
        "the service manager listens on "
            + matching
            + ", and the program has one socket for "
            + requested
            + ": let the socket unit have one, or the program listen at each address");
  }
}
