package dev.prefork.internal.nio.listen;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.CapacityWatch;
import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.nio.connections.HeldState;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.sys.DescriptorSocket;
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
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Accepts from a listening socket itself: one that the workers share, or one of this worker's own.
 * The way of a connection is the JDK's own.
 *
 * <p>Whether a socket waits is a property of the socket, not of a process: it is non-blocking for
 * all workers at all times, and a thread that wants to wait polls first. It polls a set with the
 * socket in it, as a selector does: the socket is others' too, so nothing can be done to it that
 * would wake a thread or that a selector would take for its end.
 */
final class ListenerIntake implements Intake {
  private static final System.Logger LOG = System.getLogger("dev.prefork");
  private static final byte[] CLOSE = Frame.encode(FrameType.CLOSE);

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

  /** Who hears that this worker accepts nothing until it has room. */
  interface FullListener {
    /** Called on the thread that accepts. */
    void onFull() throws IOException;
  }

  /** Who else may accept. */
  enum Ownership {
    /** All workers have the socket. */
    SHARED,
    /** The primary has it. */
    WITH_PRIMARY,
    /** Nobody, but others have sockets at the same address. */
    REUSE_PORT,
    /** Nobody: it is no concern of the cluster's. */
    EXCLUDED
  }

  /** The number that was the link becomes the set: an application may have registered it. */
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
    if (isFromPrimary()
        && HeldState.isHeld()) { // whoever ends the hold after this knows the socket
      registration.pause(ListenerRegistration.PauseReason.SUSPENDED);
    }
    registration.start();
  }

  /** Sets who is told when this worker is full. */
  void setFullListener(FullListener listener) {
    fullListener = listener;
  }

  /** True if it is no concern of the cluster's. */
  boolean isExcluded() {
    return ownership == Ownership.EXCLUDED;
  }

  private boolean isFromPrimary() {
    return ownership == Ownership.SHARED || ownership == Ownership.WITH_PRIMARY;
  }

  /** Fetches the listening socket from the primary. */
  static ListenerIntake fetch(ClusterServer owner, LinkToPrimary primary) throws IOException {
    return create(owner, primary.fetch(), Ownership.SHARED);
  }

  /** Fetches a listening socket that no other worker has. */
  static ListenerIntake fetchOwn(ClusterServer owner, LinkToPrimary primary) throws IOException {
    return create(owner, primary.fetch(), Ownership.WITH_PRIMARY);
  }

  /** Takes a second descriptor of a socket that is this worker's own. */
  static ListenerIntake unshared(
      ClusterServer owner, ServerSocketChannel bound, Ownership ownership) throws IOException {
    int number = JdkInternals.numberOf(JdkInternals.descriptorOf(bound));
    return create(owner, new Sockets().duplicate(number), ownership);
  }

  /**
   * Gives the link away, and lets it make the descriptor ready, too. To be woken is up to its new
   * owner then.
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

  /** True if no connection waits in the socket, or it is closed. */
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

  /** What there is no room for stays where others accept it, or this worker when it has room. */
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
      LOG.log(Level.ERROR, "a server socket stays without connections: " + e.getMessage());
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

  /** Never waits, so that whoever closes the socket waits for a moment at most. */
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
    return accepted == null ? null : new Accepted(accepted, remote[0]);
  }

  private @Nullable Accepted acceptUnix() throws ErrnoException {
    Connection accepted = sockets.accept(listener);
    return accepted == null
        ? null
        : new Accepted(accepted.fd(), UnixDomainSocketAddress.of(sockets.clientPath(accepted)));
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
      case EXCLUDED -> true; // it goes on until the process ends
    };
  }

  /**
   * Closes the socket: it would keep the port while this worker drains, after the primary has
   * closed it because no other worker has it.
   */
  private void closeListener() throws ErrnoException {
    synchronized (acceptLock) {
      registration.pause(ListenerRegistration.PauseReason.DRAINING);
      listener.close();
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

  /** The link can always be written to: with it in the set, that is ready for good. */
  @Override
  public void wake() throws IOException {
    if (!woken) {
      woken = true;
      registration.alsoWatch(link, Epoll.WRITABLE);
    }
  }

  /** The primary hears of it when the socket is not here any more, so that it can bind anew. */
  @Override
  public void close() throws IOException {
    try (link;
        DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      registration.close();
      listener.close();
      owner.link().close();
      if (ownership == Ownership.SHARED) {
        sendClose(socket);
      }
    } finally {
      OpenConnections.removeShared(owner);
    }
  }

  private void sendClose(DescriptorSocket socket) {
    try {
      socket.send(link.number(), CLOSE, 0, CLOSE.length);
    } catch (ErrnoException e) {
      // the primary has ended the link: it knows that this worker leaves
    }
  }
}
