package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.Weights;
import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Refused;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.Established;
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

/** Holds all ports of a cluster. Confined to the conductor's thread. */
public final class Ports implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Limit for one worker; each port costs the primary a stream and some more descriptors. */
  static final int MAX_PORTS_OF_WORKER = 500;

  private static final int MAX_PORTS = 4000;

  private final Map<PortKey, Port> ports = new HashMap<>();
  private final PortOpener opener;
  private final PortContext context;
  private final Set<Integer> suspended = new HashSet<>();
  private final Refusals refusals = new Refusals();
  private boolean orphansPossible;

  /** Receives the events of ports, on the conductor's thread. */
  public interface Listener {
    /** Called when a worker has all that it needs to accept. */
    void onListening(int workerId, Endpoint endpoint);

    /** Called when a worker's request to listen is refused. */
    void onRefused(int workerId, BindFailure failure);

    /** Called when a worker has taken a connection that another worker had not taken. */
    void onRedispatched();
  }

  /** Creates a cluster's ports; none is open yet. */
  public Ports(
      SchedulingPolicy policy,
      PortRules rules,
      ActivatedSockets activated,
      FrameChannel.Io io,
      Sockets sockets,
      LongSupplier clock,
      Listener listener) {
    this.context = new PortContext(io, sockets, new Weights(), clock, this::markOrphan, listener);
    this.opener = new PortOpener(policy, rules, new Activation(activated), context);
  }

  /**
   * Answers a worker's request to listen on the link that it came on. If the request is granted,
   * the port owns the link.
   *
   * @param user the worker's user
   * @return whether the request is granted
   * @throws IOException if the answer cannot be sent
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
        port.setOptions(request); // no other worker depends on the old options
      }
      port.socket().restorePath();
      port.socket().raiseBacklog(request.backlog());
      port.add(workerId, link, suspended.contains(workerId));
      refusals.remove(workerId);
      return true;
    } catch (ErrnoException e) {
      String advice = BindFailures.advice(request.target(), e.errno());
      recordRefusal(workerId, request, e, e.getMessage() + advice);
      refuse(link, e.errno().meaning() + " (" + e.errno() + ")");
    } catch (FileAlreadyExistsException e) {
      recordRefusal(
          workerId, request, e, e.getFile() + " exists already; delete it, or choose another path");
      refuse(link, Errno.EADDRINUSE.meaning() + " (" + Errno.EADDRINUSE + ")");
    } catch (FileSystemException e) {
      recordRefusal(workerId, request, e, e.toString());
      refuse(link, "cannot create the socket's path: " + e);
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

  /** Returns why a worker's last request was refused recently; null if it was not. */
  public @Nullable String recentRefusal(int workerId) {
    return refusals.recent(workerId, context.now());
  }

  /** Limits the ports of one worker, so that descriptors are left for the others. */
  private void requireRoom(int workerId) throws Refusal {
    int count = 0;
    for (Port port : ports.values()) {
      count += port.linkCount(workerId);
    }
    if (count >= MAX_PORTS_OF_WORKER) {
      throw new Refusal(
          "a worker may listen on " + MAX_PORTS_OF_WORKER + " ports at most; close some first");
    }
    if (ports.size() >= MAX_PORTS) {
      closeOrphans(false);
    }
    if (ports.size() >= MAX_PORTS) {
      throw new Refusal(
          "a cluster may listen on " + MAX_PORTS + " ports at most; close some first");
    }
  }

  /** Returns the open port for a key; null if there is none that this worker may join. */
  private @Nullable Port existingPort(int workerId, PortKey key, Listen request) throws Refusal {
    Port port = ports.get(key);
    if (port == null) {
      return null;
    }
    port.readAcknowledgements(workerId); // its new link may arrive before the end of its old one
    boolean shareable = request.target() instanceof Target.Udp && request.reuseAddress();
    if (port.has(workerId) && !shareable) {
      throw new Refusal(Errno.EADDRINUSE.meaning());
    }
    if (key.isAnyPort() && port.isAbandoned()) {
      ports.remove(key);
      port.close(); // a request for any port must not get the clients of another server
      return null;
    }
    return port;
  }

  /** Sends a refusal with its reason. */
  static void refuse(FrameChannel link, String reason) throws IOException {
    link.send(new Refused(reason).encode());
  }

  /**
   * Opens a port, or adopts an orphan: a port that the system chose for a request of port 0, and
   * that all workers have closed, can be requested by its number before it is closed here.
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
   * Suspends a worker on all its present and future ports until {@link #resume}.
   *
   * @return false if there is a port on which the worker may get connections until it is notified
   */
  public boolean suspend(int workerId) {
    suspended.add(workerId);
    boolean complete = true;
    for (Port port : ports.values()) {
      complete &= port.suspend(workerId);
    }
    return complete;
  }

  /** Resumes a suspended worker. */
  public void resume(int workerId) {
    if (suspended.remove(workerId)) {
      for (Port port : ports.values()) {
        port.resume(workerId);
      }
    }
  }

  /** Sets a worker's share of the connections, on all its present and future ports. */
  public void weight(int workerId, double weight) {
    context.weights().set(workerId, weight);
    for (Port port : ports.values()) {
      port.onWeight(workerId);
    }
  }

  /** Returns a worker's share of the connections, relative to the other workers. */
  public double weight(int workerId) {
    return context.weights().of(workerId);
  }

  /**
   * Returns whether a worker's connections on a port use IPv6 sockets.
   *
   * @throws IOException if the worker does not listen there
   */
  public boolean isIpv6(int workerId, int number) throws IOException {
    return port(workerId, number).socket().isIpv6();
  }

  /**
   * Hands a worker a connection as if it had arrived on a port. No other worker gets it.
   *
   * @param pinned the connection; the caller still owns it if this method throws
   * @throws IOException if the connection cannot be handed over; the message states the reason
   */
  public void offer(int workerId, int number, Connection pinned) throws IOException {
    port(workerId, number).offer(workerId, pinned);
  }

  /**
   * Gives an established connection of a worker to another worker that listens on the same port.
   *
   * @param socket what the worker sent, owned by this method
   * @return false if that is impossible, so that the connection stays with its worker
   */
  public boolean move(int workerId, Fd socket, MoveTargets targets) {
    Established established = Established.of(socket, workerId, context.sockets());
    boolean moved = established != null && move(workerId, established, targets);
    if (!moved) {
      socket.close();
    }
    return moved;
  }

  private boolean move(int workerId, Established established, MoveTargets targets) {
    Port port = listeningAt(established.local());
    return port != null && port.move(workerId, established.connection(), targets);
  }

  /** An exact address takes precedence over the wildcard, as in the kernel. */
  private @Nullable Port listeningAt(InetSocketAddress local) {
    Port wildcard = null;
    for (Port port : ports.values()) {
      if (port.socket().endpoint().address() instanceof InetSocketAddress at
          && at.getPort() == local.getPort()
          && port.socket().endpoint().transport() == Transport.TCP) {
        if (at.equals(local)) {
          return port;
        }
        wildcard = at.getAddress().isAnyLocalAddress() ? port : wildcard;
      }
    }
    return wildcard;
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

  /** Removes a worker from all ports. */
  public void remove(int workerId, boolean dead) {
    suspended.remove(workerId);
    context.weights().remove(workerId);
    if (dead) {
      refusals.remove(workerId);
    }
    markOrphan();
    for (Port port : ports.values()) {
      port.remove(workerId, dead);
      restorePath(port);
    }
  }

  /** A worker may delete the path when it exits, but other workers still serve it. */
  private static void restorePath(Port port) {
    try {
      if (!port.isOrphan()) {
        port.socket().restorePath();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "cannot restore the deleted path " + port.socket() + ": " + e);
    }
  }

  private void markOrphan() {
    orphansPossible = true;
  }

  /**
   * Closes the ports that no worker serves. Call this when no worker is STARTING.
   *
   * @param settling true if a new worker may not have opened all its ports yet; then only ports
   *     that their workers closed themselves are closed
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

  /** Returns whether there may be ports that no worker serves. */
  public boolean orphansPossible() {
    return orphansPossible;
  }

  /** Checks the timeouts of all ports; called ten times a second while {@link #isWaiting}. */
  public void tick(long now) {
    for (Port port : ports.values()) {
      port.tick(now);
    }
  }

  /** Checks the {@linkplain #isUrgent urgent} ports; called a hundred times a second. */
  public void tickUrgent(long now) {
    for (Port port : ports.values()) {
      if (port.isUrgent()) {
        port.tick(now);
      }
    }
  }

  /** Returns whether connections are pending that an idle worker could take. */
  public boolean isUrgent() {
    for (Port port : ports.values()) {
      if (port.isUrgent()) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether {@link #tick} must be called. */
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
