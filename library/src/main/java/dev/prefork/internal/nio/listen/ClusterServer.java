package dev.prefork.internal.nio.listen;

import dev.prefork.internal.concurrent.TimedLock;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.ClusterBind;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.link.PrimaryAddress;
import dev.prefork.internal.nio.link.WorkerPortRules;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A server socket held by the primary, independent of the API by which the application uses it.
 *
 * <p>The descriptor exists from the start and its number never changes, because applications
 * register it with a selector before they bind. At first it is a Unix-domain stream, over which
 * {@link #bind} asks the primary. Then connections come on this stream ({@link HandoffIntake}), or
 * the descriptor stands for a listening socket ({@link ListenerIntake}), or for both ({@link
 * KernelIntake}).
 *
 * <p>Locks: the thread inside an accept holds {@code acceptLock}, also while it waits, because two
 * threads must not poll one descriptor; closing does not wait for it. {@code stateLock} guards the
 * fields and is never held while waiting for a connection.
 */
public final class ClusterServer implements OpenConnections.SharedSocket {
  private final Facade facade;
  private final ProtocolFamily family;
  private final ServerOptions options;
  private final SocketChannel link;
  private final FileDescriptor descriptor;
  private final int number;
  private final ReentrantLock acceptLock = new ReentrantLock();
  private final Object stateLock = new Object();
  private final BlockingAccept blockingAccept;

  private @Nullable SocketAddress localAddress;
  private @Nullable Intake intake;
  private @Nullable PortZero portZero;
  private boolean closed;

  /**
   * The application's view of the server, which is closed first and then calls {@link #onClosed}.
   */
  public interface Facade extends Channel {
    /** Returns whether a selector has registered the descriptor, which must stay open then. */
    boolean isRegistered();

    /**
     * Closes the server because this worker has drained, not because the application asked for it.
     */
    default void closeDrained() throws IOException {
      close();
    }
  }

  public ClusterServer(
      Facade facade, ProtocolFamily family, ServerOptions options, SocketChannel link) {
    this.facade = facade;
    this.family = family;
    this.options = options;
    this.link = link;
    this.descriptor = JdkInternals.descriptorOf(link);
    this.number = JdkInternals.numberOf(descriptor);
    this.blockingAccept = new BlockingAccept(facade, family == StandardProtocolFamily.INET6);
  }

  Facade facade() {
    return facade;
  }

  /** The channel that owns the descriptor. */
  SocketChannel link() {
    return link;
  }

  BlockingAccept blockingAccept() {
    return blockingAccept;
  }

  public FileDescriptor descriptor() {
    return descriptor;
  }

  public int number() {
    return number;
  }

  public boolean isUnix() {
    return family == StandardProtocolFamily.UNIX;
  }

  /** Binds. In a draining worker the thread waits: see {@link ClusterBind}. */
  public void bind(@Nullable SocketAddress local, int backlog) throws IOException {
    ClusterBind.run(() -> tryToBind(local, backlog));
  }

  /**
   * Binds for a caller that holds a lock.
   *
   * @return whether the socket is shared
   */
  public boolean tryToBind(@Nullable SocketAddress local, int backlog) throws IOException {
    boolean shared;
    synchronized (stateLock) {
      ensureOpen();
      if (localAddress != null) {
        throw new AlreadyBoundException();
      }
      localAddress = isUnix() ? bindUnix(local, backlog) : bindInet(local, backlog);
      shared = !(intake instanceof ListenerIntake own && own.isExcluded());
    }
    quiesceIfDraining();
    return shared;
  }

  /** A server bound during a drain misses the call of {@link #quiesce}. */
  private void quiesceIfDraining() throws IOException {
    if (DrainState.isBegun()) {
      quiesce();
    }
  }

  /** Returns the requested address, relative or absolute. */
  private SocketAddress bindUnix(@Nullable SocketAddress local, int backlog) throws IOException {
    UnixDomainSocketAddress requested = Binding.unixAddress(local);
    if (WorkerPortRules.exclude(requested)) {
      return listenUnshared(requested, backlog, ListenerIntake.Ownership.EXCLUDED);
    }
    DrainState.requireNotDraining();
    listen(Binding.target(requested), backlog);
    return requested;
  }

  private SocketAddress bindInet(@Nullable SocketAddress local, int backlog) throws IOException {
    InetSocketAddress requested = Binding.inetAddress(local, family);
    if (WorkerPortRules.exclude(requested)) {
      return listenUnshared(local, backlog, ListenerIntake.Ownership.EXCLUDED);
    }
    DrainState.requireNotDraining();
    return options.isOn(StandardSocketOptions.SO_REUSEPORT)
        ? listenUnshared(local, backlog, ListenerIntake.Ownership.REUSE_PORT)
        : listen(requested, backlog);
  }

  private SocketAddress listen(InetSocketAddress requested, int backlog) throws IOException {
    boolean ipv6 = family == StandardProtocolFamily.INET6;
    if (requested.getPort() == 0) {
      portZero = PortZero.next(requested.getAddress(), ipv6);
    }
    int index = portZero == null ? 0 : portZero.index();
    try {
      return listen(new Target.Tcp(Target.Inet.of(requested, index, ipv6)), backlog);
    } finally {
      if (intake == null) {
        releasePortZero();
      }
    }
  }

  private SocketAddress listen(Target target, int backlog) throws IOException {
    OpenConnections.awaitClosingSockets();
    LinkToPrimary primary = new LinkToPrimary(link);
    boolean reuse = options.isOn(StandardSocketOptions.SO_REUSEADDR);
    BindReply bound =
        primary.request(
            new Listen(
                PrimaryAddress.get().token(),
                target,
                backlog,
                reuse,
                options.receiveBuffer(),
                options.tcp()));
    return startIntake(bound, primary);
  }

  private SocketAddress startIntake(BindReply bound, LinkToPrimary primary) throws IOException {
    SocketAddress address = Binding.boundAddress(bound);
    intake = Intake.start(this, bound, primary);
    OpenServers.add(this);
    return address;
  }

  /** Starts with a socket that the primary has bound already. */
  public void beginBound(BindReply bound, LinkToPrimary primary) throws IOException {
    synchronized (stateLock) {
      localAddress = startIntake(bound, primary);
    }
    quiesceIfDraining();
  }

  /**
   * Opens a listening socket of this worker's own. With SO_REUSEPORT the kernel distributes
   * connections over all such sockets, so the primary has no part in it.
   */
  private SocketAddress listenUnshared(
      @Nullable SocketAddress local, int backlog, ListenerIntake.Ownership ownership)
      throws IOException {
    try (ServerSocketChannel bound =
        JdkInternals.defaultProvider().openServerSocketChannel(family)) {
      options.applyTo(bound);
      bound.bind(local, backlog);
      intake = ListenerIntake.unshared(this, bound, ownership);
      if (ownership != ListenerIntake.Ownership.EXCLUDED) {
        OpenServers.add(this);
      }
      return bound.getLocalAddress();
    }
  }

  private void releasePortZero() {
    if (portZero != null) {
      portZero.close();
      portZero = null;
    }
  }

  void prepare(HandoffIntake handoff) throws IOException {
    enter();
    try {
      if (facade.isOpen()) {
        handoff.prepare();
      }
    } finally {
      leave();
    }
  }

  /** Waits for exclusive access; must precede {@link #poll} and {@link #await}. */
  public void enter() {
    acceptLock.lock();
  }

  /**
   * Waits for exclusive access for a limited time.
   *
   * @return the remaining time; 0 or less if the time is over and access was not gained
   */
  public long enter(long timeoutNanos) {
    return TimedLock.lock(acceptLock, timeoutNanos);
  }

  /** Ends exclusive access, and closes the descriptor of a server that was closed meanwhile. */
  public void leave() throws IOException {
    acceptLock.unlock();
    if (!facade.isOpen() && !facade.isRegistered()) {
      finishClose();
    }
  }

  /** Returns a waiting connection, or null. */
  public @Nullable Accepted poll() throws IOException {
    return boundIntake().poll();
  }

  /**
   * Waits for a connection.
   *
   * @param timeoutNanos the longest wait, 0 for no limit
   * @return null if the time is over, the server was closed, or the thread is an interrupted
   *     virtual one
   */
  public @Nullable Accepted await(long timeoutNanos) throws IOException {
    return blockingAccept.await(boundIntake(), timeoutNanos);
  }

  /** Throws the exception of a channel that cannot accept, if the server is closed or unbound. */
  public void ensureBound() throws ClosedChannelException {
    Intake _ = boundIntake();
  }

  private Intake boundIntake() throws ClosedChannelException {
    synchronized (stateLock) {
      ensureOpen();
      if (intake == null) {
        throw new NotYetBoundException();
      }
      DrainState.markAccepting();
      return intake;
    }
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!facade.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  public @Nullable SocketAddress localAddress() {
    synchronized (stateLock) {
      return localAddress;
    }
  }

  @Override
  public boolean isOpen() {
    return facade.isOpen();
  }

  @Override
  public void suspend(boolean suspended) throws IOException {
    synchronized (stateLock) {
      if (intake != null && !closed) {
        intake.suspend(suspended);
      }
    }
  }

  @Override
  public void quiesce() throws IOException {
    boolean quiesced;
    synchronized (stateLock) {
      quiesced = intake == null || closed || intake.quiesce();
    }
    if (!quiesced) {
      facade.close(); // without stateLock: the facade takes locks of its own
    }
  }

  /**
   * Called after the facade was closed: wakes the waiting thread, and closes the descriptor unless
   * it is in use.
   */
  public void onClosed() throws IOException {
    synchronized (stateLock) {
      if (intake != null && !closed) {
        intake.wake();
      }
    }
    if (!facade.isRegistered()) {
      finishClose();
    }
  }

  /**
   * Closes the descriptor. If a thread is inside an accept, that thread closes it when it leaves:
   * it may need locks of the JDK that the caller holds.
   */
  public void finishClose() throws IOException {
    if (acceptLock.isHeldByCurrentThread() || !acceptLock.tryLock()) {
      return;
    }
    try {
      synchronized (stateLock) {
        if (!closed) {
          closed = true;
          closeDescriptor();
        }
      }
    } finally {
      acceptLock.unlock();
    }
  }

  private void closeDescriptor() throws IOException {
    releasePortZero();
    OpenServers.remove(this);
    if (intake == null) {
      link.close();
    } else {
      intake.close();
    }
  }
}
