package dev.prefork.internal.dispatch;

import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Refused;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Endpoint;
import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All ports of a cluster. Belongs to the conductor's thread. */
public final class Ports implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Each is a stream to the primary, and some more descriptors there. */
  static final int MAX_PORTS_OF_WORKER = 500;

  private static final int MAX_PORTS = 4000;

  private final Map<PortKey, Port> ports = new HashMap<>();
  private final PortOpener opener;
  private final PortContext context;
  private final Set<Integer> suspended = new HashSet<>();
  private final Refusals refusals = new Refusals();
  private boolean orphansPossible;

  /** What workers do that others want to know. Told on the conductor's thread. */
  public interface Listener {
    /** A worker listens: it has all that it needs to accept. */
    void onListening(int workerId, Endpoint endpoint);

    /** A worker did not get an address that it asked for. */
    void onRefused(int workerId, BindFailure failure);

    /** A worker has accepted a connection that another had not. */
    void onRedispatched();
  }

  /** No ports yet. */
  public Ports(
      SchedulingPolicy policy,
      PortRules rules,
      ActivatedSockets activated,
      FrameChannel.Io io,
      Sockets sockets,
      LongSupplier clock,
      Listener listener) {
    this.context = new PortContext(io, sockets, clock, this::markOrphan, listener);
    this.opener = new PortOpener(policy, rules, new Activation(activated), context);
  }

  /**
   * Answers a worker's request to listen, on the link that it came on. The link belongs to the port
   * from here on, unless the answer is no.
   *
   * @param user who the worker is
   * @return whether it is yes
   */
  public boolean listen(int workerId, Listen request, FrameChannel link, FileUser user)
      throws IOException {
    try {
      requireRoom(workerId);
      PortKey key = PortKey.of(request.target());
      Port port = existingPort(workerId, key, request);
      if (port == null) {
        port = openOrAdopt(workerId, key, request, user);
        ports.put(key, port);
      }
      if (port.isOrphan()) {
        port.setOptions(request); // nobody else has any
      }
      port.socket().restorePath();
      port.socket().raiseBacklog(request.backlog());
      port.add(workerId, link, suspended.contains(workerId));
      refusals.remove(workerId);
      return true;
    } catch (ErrnoException e) {
      recordRefusal(workerId, request, e, e.getMessage() + advice(request.target(), e.errno()));
      refuse(link, e.errno().meaning() + " (" + e.errno() + ")");
    } catch (FileAlreadyExistsException e) {
      recordRefusal(workerId, request, e, e.getFile() + " is taken");
      refuse(link, Errno.EADDRINUSE.meaning() + " (" + Errno.EADDRINUSE + ")");
    } catch (FileSystemException e) {
      recordRefusal(workerId, request, e, e.toString());
      refuse(link, "the socket's path cannot be made: " + e);
    } catch (Refusal e) {
      recordRefusal(workerId, request, e, e.reason());
      refuse(link, e.reason());
    }
    return false;
  }

  private void recordRefusal(
      int workerId, Listen request, IOException cause, @Nullable String reason) {
    context.publishRefused(workerId, request, cause);
    refusals.add(workerId, reason, context.now());
  }

  /** Why a worker did not get the port that it has asked for lately; null if it did. */
  public @Nullable String recentRefusal(int workerId) {
    return refusals.recent(workerId, context.now());
  }

  /** What one worker opens must leave room, and descriptors, for the others. */
  private void requireRoom(int workerId) throws Refusal {
    int count = 0;
    for (Port port : ports.values()) {
      count += port.linkCount(workerId);
    }
    if (count >= MAX_PORTS_OF_WORKER) {
      throw new Refusal("a worker may listen on " + MAX_PORTS_OF_WORKER + " ports at most");
    }
    if (ports.size() >= MAX_PORTS) {
      closeOrphans(false);
    }
    if (ports.size() >= MAX_PORTS) {
      throw new Refusal("the cluster listens on " + MAX_PORTS + " ports, and may not on more");
    }
  }

  private static String advice(Target target, Errno errno) {
    if (target instanceof Target.Unix && errno == Errno.EACCES) {
      return "; the worker's user must be able to write to the directory";
    }
    return switch (errno) {
      case EADDRINUSE ->
          "; stop the process that has it (a path that is merely left may be deleted), or choose"
              + " another";
      case EACCES -> "; ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)";
      case EADDRNOTAVAIL -> "; no interface of this machine has that address";
      case EMFILE -> "; raise the limit of open files (ulimit -n)";
      default -> "";
    };
  }

  /** The port that somebody has asked for already, if this worker may have a part in it. */
  private @Nullable Port existingPort(int workerId, PortKey key, Listen request) throws Refusal {
    Port port = ports.get(key);
    if (port == null) {
      return null;
    }
    port.readAcknowledgements(
        workerId); // its new link may be faster than the end of the one it had
    boolean shareable = request.target() instanceof Target.Udp && request.reuseAddress();
    if (port.has(workerId) && !shareable) {
      throw new Refusal(Errno.EADDRINUSE.meaning());
    }
    if (key.isAnyPort() && port.isAbandoned()) {
      ports.remove(key);
      port.close(); // whoever asks for any port is not to find another server's clients there
      return null;
    }
    return port;
  }

  /** Says no on a link, and why. */
  static void refuse(FrameChannel link, String reason) throws IOException {
    link.send(new Refused(reason).encode());
  }

  /**
   * A port that the system chose for a request of port 0, and that everybody has closed, may be
   * asked for by its number before it is cleared away: it is the port that is wanted.
   */
  private Port openOrAdopt(int workerId, PortKey key, Listen request, FileUser user)
      throws IOException {
    try {
      return opener.open(request, user);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EADDRINUSE) {
        for (Map.Entry<PortKey, Port> other : ports.entrySet()) {
          other.getValue().readAcknowledgements(workerId);
          if (key.isOf(other.getValue().socket()) && other.getValue().isOrphan()) {
            ports.remove(other.getKey());
            return other.getValue();
          }
        }
      }
      throw e;
    }
  }

  /**
   * Gives a worker nothing until {@link #resume}, on all ports that it has or will have.
   *
   * @return false if there is one on which it may get connections until it has heard of it itself
   */
  public boolean suspend(int workerId) {
    suspended.add(workerId);
    boolean complete = true;
    for (Port port : ports.values()) {
      complete &= port.suspend(workerId);
    }
    return complete;
  }

  /** Gives a worker that is suspended its part again. */
  public void resume(int workerId) {
    if (suspended.remove(workerId)) {
      for (Port port : ports.values()) {
        port.resume(workerId);
      }
    }
  }

  /**
   * Says whether the sockets of a worker's connections on a port are IPv6's.
   *
   * @throws IOException if the worker does not listen there
   */
  public boolean isIpv6(int workerId, int number) throws IOException {
    return port(workerId, number).socket().isIpv6();
  }

  /**
   * Hands a worker a connection as if it had come on a port; nobody else gets it.
   *
   * @param pinned the worker's from here on, unless this fails
   * @throws IOException if that is not possible, with the reason
   */
  public void offer(int workerId, int number, Connection pinned) throws IOException {
    port(workerId, number).offer(workerId, pinned);
  }

  private Port port(int workerId, int number) throws IOException {
    for (Port port : ports.values()) {
      Endpoint endpoint = port.socket().endpoint();
      if (endpoint.transport() == Transport.TCP
          && endpoint.address() instanceof InetSocketAddress at
          && at.getPort() == number
          && port.has(workerId)) {
        return port;
      }
    }
    throw new IOException("worker " + workerId + " does not listen on port " + number);
  }

  /** Gives a worker nothing more on any port. */
  public void remove(int workerId, boolean dead) {
    suspended.remove(workerId);
    if (dead) {
      refusals.remove(workerId);
    }
    markOrphan();
    for (Port port : ports.values()) {
      port.remove(workerId, dead);
      restorePath(port);
    }
  }

  /** A worker may have deleted the path as it went, which is the others' as well. */
  private static void restorePath(Port port) {
    try {
      if (!port.isOrphan()) {
        port.socket().restorePath();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, port.socket() + " was deleted and cannot be made again: " + e);
    }
  }

  private void markOrphan() {
    orphansPossible = true;
  }

  /**
   * Closes the ports that no worker serves. To be called when no worker is coming that might.
   *
   * @param settling true if one has come that may not have opened all its ports yet: then those
   *     stay that their workers have not closed themselves
   */
  public void closeOrphans(boolean settling) {
    if (!orphansPossible) {
      return;
    }
    Predicate<Port> closable = settling ? Port::isAbandoned : Port::isOrphan;
    List<Port> orphans = ports.values().stream().filter(closable).toList();
    ports.values().removeAll(orphans);
    orphans.forEach(Port::close);
    orphansPossible = ports.values().stream().anyMatch(Port::isOrphan);
  }

  /** True if there may be ports that no worker serves. */
  public boolean orphansPossible() {
    return orphansPossible;
  }

  /**
   * Looks after what time brings; to be called about ten times a second while {@link #isWaiting}.
   */
  public void tick(long now) {
    for (Port port : ports.values()) {
      port.tick(now);
    }
  }

  /** Looks after what is {@linkplain #isUrgent urgent}; to be called about a hundred times. */
  public void tickUrgent(long now) {
    for (Port port : ports.values()) {
      if (port.isUrgent()) {
        port.tick(now);
      }
    }
  }

  /** True while somebody waits longer than need be. */
  public boolean isUrgent() {
    for (Port port : ports.values()) {
      if (port.isUrgent()) {
        return true;
      }
    }
    return false;
  }

  /** True while a worker has not taken yet what it was handed. */
  public boolean isWaiting() {
    for (Port port : ports.values()) {
      if (port.isWaiting()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    for (Port port : ports.values()) {
      port.close();
    }
    ports.clear();
  }
}
