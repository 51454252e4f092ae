package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.CapacityWatch;
import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.nio.connections.HeldState;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.ReadySet;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a listening socket, shared or this worker's own, as the JDK does.
 *
 * <p>The socket is always non-blocking, because the blocking mode belongs to the socket, not to a
 * process; a thread polls before it accepts. It polls an epoll set that contains the socket,
 * because a shared socket cannot be changed to wake a single thread or selector.
 */
final class ListenerIntake implements Intake {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final ClusterServer owner;
  private final Ownership ownership;
  private final Fd listener;
  private final FileDescriptor descriptor;
  private final Sockets sockets = new Sockets();
  private final Fd link;
  private final ListenerRegistration registration;
  private final Object acceptLock = new Object();
  private boolean woken;
  private FullListener fullListener = () -> {};

  /** Notified when this worker stops accepting because it is full. */
  interface FullListener {
    /** Called on the accepting thread. */
    void onFull() throws IOException;
  }

  /** The other processes that may accept. */
  enum Ownership {
    /** All workers share the socket. */
    SHARED,
    /** The primary has a duplicate of the socket. */
    WITH_PRIMARY,
    /** Other workers have sockets bound to the same address. */
    REUSE_PORT,
    /** None: a rule excludes the port from the cluster. */
    EXCLUDED
  }

  /**
   * Replaces the link by the epoll set under the same descriptor, which the application may have
   * registered.
   */
  private ListenerIntake(ClusterServer owner, Fd listener, Ownership ownership) throws IOException {
    this.owner = owner;
    this.ownership = ownership;
    this.listener = listener;
    this.descriptor = JdkInternals.descriptorOf(listener);
    sockets.setNonBlocking(listener);
    link = sockets.duplicate(owner.number());
    registration = new ListenerRegistration(new ReadySet(owner.number()), listener);
    if (ownership != Ownership.EXCLUDED) {
      OpenConnections.addShared(owner);
    }
    if (isFromPrimary() && HeldState.isHeld()) { // a later resume finds this socket
      registration.pause(ListenerRegistration.PauseReason.SUSPENDED);
    }
    registration.start();
  }

  void setFullListener(FullListener listener) {
    fullListener = listener;
  }

  boolean isExcluded() {
    return ownership == Ownership.EXCLUDED;
  }

  private boolean isFromPrimary() {
    return ownership == Ownership.SHARED || ownership == Ownership.WITH_PRIMARY;
  }

  /** Receives the listening socket that all workers share. */
  static ListenerIntake fetch(ClusterServer owner, LinkToPrimary primary) throws IOException {
    return create(owner, primary.fetch(), Ownership.SHARED);
  }

  /** Receives a listening socket that no other worker has. */
  static ListenerIntake fetchOwn(ClusterServer owner, LinkToPrimary primary) throws IOException {
    return create(owner, primary.fetch(), Ownership.WITH_PRIMARY);
  }

  /** Duplicates the descriptor of a socket that this worker has bound. */
  static ListenerIntake unshared(
      ClusterServer owner, ServerSocketChannel bound, Ownership ownership) throws IOException {
    int number = JdkInternals.numberOf(JdkInternals.descriptorOf(bound));
    return create(owner, new Sockets().duplicate(number), ownership);
  }

  /**
   * Returns the link for another intake, and lets it make the descriptor ready. The other intake
   * must then end waits.
   */
  Fd shareLink() throws ErrnoException {
    registration.alsoWatch(link, Epoll.READABLE);
    return link;
  }

  private static ListenerIntake create(ClusterServer owner, Fd listener, Ownership ownership)
      throws IOException {
    try {
      return new ListenerIntake(owner, listener, ownership);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  @Override
  public @Nullable Accepted poll() throws IOException {
    if (!registration.isActive()) {
      return null;
    }
    if (ownership == Ownership.EXCLUDED) {
      return accept();
    }
    if (!OpenServers.beginPoll()) {
      return null;
    }
    try {
      return acceptCounted();
    } finally {
      OpenServers.endPoll();
    }
  }

  /** Returns whether no connection is waiting, or the socket is closed. */
  boolean isEmpty() throws ErrnoException {
    synchronized (acceptLock) {
      return !listener.isOpen() || sockets.pendingConnections(listener) == 0;
    }
  }

  private @Nullable Accepted acceptCounted() throws IOException {
    return isFromPrimary() && ConnectionLimit.ofThisWorker().leavesInQueue()
        ? acceptIfRoom()
        : acceptOrDrop();
  }

  /** Leaves connections beyond the limit in the queue. */
  private @Nullable Accepted acceptIfRoom() throws IOException {
    if (!OpenConnections.reserve()) {
      pauseWhileFull();
      return null;
    }
    Accepted accepted = null;
    try {
      accepted = accept();
    } finally {
      if (accepted == null) {
        OpenConnections.release();
      } else {
        accepted.markReserved();
      }
    }
    return accepted;
  }

  private void pauseWhileFull() throws IOException {
    registration.pause(ListenerRegistration.PauseReason.FULL);
    CapacityWatch.whenAvailable(this::resumeAfterFull);
    fullListener.onFull();
  }

  private void resumeAfterFull() {
    try {
      registration.resume(ListenerRegistration.PauseReason.FULL);
    } catch (ErrnoException e) {
      LOG.log(
          Level.ERROR,
          "server socket " + owner.localAddress() + " cannot resume accepting: " + e.getMessage());
    }
  }

  private @Nullable Accepted acceptOrDrop() throws IOException {
    Accepted accepted = accept();
    while (accepted != null && !accepted.reserve()) {
      drop(accepted);
      accepted = accept();
    }
    return accepted;
  }

  /** Never blocks, so closing the socket is not delayed. */
  private @Nullable Accepted accept() throws IOException {
    synchronized (acceptLock) {
      if (!listener.isOpen()) {
        return null;
      }
      return owner.isUnix() ? acceptUnix() : acceptInet();
    }
  }

  private @Nullable Accepted acceptInet() throws IOException {
    InetSocketAddress[] remote = new InetSocketAddress[1];
    Fd accepted = JdkInternals.accept(descriptor, remote);
    return accepted == null ? null : new Accepted(accepted, remote[0], movableFrom());
  }

  /** Only the primary can give a connection to another worker. */
  private @Nullable SocketAddress movableFrom() {
    return isFromPrimary() ? owner.localAddress() : null;
  }

  private @Nullable Accepted acceptUnix() throws ErrnoException {
    Connection accepted = sockets.accept(listener);
    return accepted == null
        ? null
        : new Accepted(
            accepted.fd(), UnixDomainSocketAddress.of(sockets.clientPath(accepted)), null);
  }

  private static void drop(Accepted accepted) {
    try (accepted) {
      ConnectionLimit.publishDrop(accepted.remote());
    }
  }

  @Override
  public void awaitReady(long timeoutNanos) throws IOException {
    JdkInternals.parkReadable(owner.link(), timeoutNanos);
  }

  @Override
  public boolean quiesce() throws IOException {
    return switch (ownership) {
      case SHARED, WITH_PRIMARY -> {
        closeListener();
        yield true;
      }
      case REUSE_PORT -> false;
      case EXCLUDED -> true; // an excluded socket accepts until the process ends
    };
  }

  /**
   * Closes the socket, which would keep the port in use after the primary has closed it for lack of
   * other workers.
   */
  private void closeListener() throws ErrnoException {
    synchronized (acceptLock) {
      registration.pause(ListenerRegistration.PauseReason.DRAINING);
      listener.close();
    }
  }

  /** Closes the socket if all workers share it; the descriptor that threads poll stays open. */
  void closeIfShared() throws ErrnoException {
    if (ownership == Ownership.SHARED) {
      closeListener();
    }
  }

  @Override
  public void suspend(boolean suspended) throws IOException {
    if (!suspended) {
      registration.resume(ListenerRegistration.PauseReason.SUSPENDED);
    } else if (isFromPrimary()) {
      registration.pause(ListenerRegistration.PauseReason.SUSPENDED);
    }
  }

  /** Adds the link to the set for writing, which makes the set ready for good. */
  @Override
  public void wake() throws IOException {
    if (!woken) {
      woken = true;
      registration.alsoWatch(link, Epoll.WRITABLE);
    }
  }

  @Override
  public void close() throws IOException {
    try (link) {
      registration.close();
      listener.close();
      owner.link().close();
    } finally {
      OpenConnections.removeShared(owner);
    }
  }
}
