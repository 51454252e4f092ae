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
 * A server socket that is in the primary, without the API that an application sees it through.
 *
 * <p>Its descriptor is there from the beginning and its number stays: servers register before they
 * bind. At first it is a Unix stream, over which {@link #bind} asks the primary; then it either
 * stays the way on which connections come ({@link HandoffIntake}) or stands for a listening socket
 * ({@link ListenerIntake}), or for that and the link ({@link KernelIntake}).
 *
 * <p>Locks: {@code acceptLock} is held by the one thread inside an accept, parked or not (two
 * threads must not poll one descriptor; whoever closes does not wait for it); {@code stateLock}
 * guards the fields and is never held while waiting for a connection.
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

  /** What the application sees. It is closed first, and then tells by {@link #onClosed}. */
  public interface Facade extends Channel {
    /** True while a selector knows the descriptor, which is not closed then. */
    boolean isRegistered();

    /** Closes it because this worker has drained; the application has not asked for it. */
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

  /** Owns the descriptor, whatever it stands for. */
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

  /** Binds. In a worker that drains it waits: see {@link ClusterBind}. */
  public void bind(@Nullable SocketAddress local, int backlog) throws IOException {
    ClusterBind.run(() -> tryToBind(local, backlog));
  }

  /**
   * The same for whoever has a lock.
   *
   * @return whether the socket is the cluster's
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

  /** It was not among those that were told. */
  private void quiesceIfDraining() throws IOException {
    if (DrainState.isBegun()) {
      quiesce();
    }
  }

  /** Returns the address as it was asked for, relative or not. */
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
    return begin(bound, primary);
  }

  private SocketAddress begin(BindReply bound, LinkToPrimary primary) throws IOException {
    SocketAddress address = Binding.boundAddress(bound);
    intake = Intake.begin(this, bound, primary);
    OpenServers.add(this);
    return address;
  }

  /** Begins with what the primary has bound already. */
  public void beginBound(BindReply bound, LinkToPrimary primary) throws IOException {
    synchronized (stateLock) {
      localAddress = begin(bound, primary);
    }
    quiesceIfDraining();
  }

  /**
   * Makes a listening socket of this worker's own. With SO_REUSEPORT the kernel spreads connections
   * over all that there are, so there is nothing to ask for either.
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

  /** To be called before {@link #poll} and {@link #await}. Waits for a thread that is inside. */
  public void enter() {
    acceptLock.lock();
  }

  /**
   * Like {@link #enter()}, but waits for a thread that is inside no longer than this.
   *
   * @return what is left of the time; 0 or less if it has passed, and the caller is not inside
   */
  public long enter(long timeoutNanos) {
    return TimedLock.lock(acceptLock, timeoutNanos);
  }

  /** The thread that leaves a closed socket closes the descriptor. */
  public void leave() throws IOException {
    acceptLock.unlock();
    if (!facade.isOpen() && !facade.isRegistered()) {
      finishClose();
    }
  }

  /** Takes a connection that is there. */
  public @Nullable Accepted poll() throws IOException {
    return boundIntake().poll();
  }

  /**
   * Waits for a connection.
   *
   * @param nanos how long at most, 0 for ever
   * @return null if the time has passed, the socket was closed meanwhile, or the thread is a
   *     virtual one that was interrupted
   */
  public @Nullable Accepted await(long timeoutNanos) throws IOException {
    return blockingAccept.await(boundIntake(), timeoutNanos);
  }

  /** Throws what a channel throws that cannot accept. */
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
      facade.close(); // with no lock held: a channel has locks of its own
    }
  }

  /** The facade was closed: wakes whoever waits, and closes the descriptor unless it is in use. */
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
   * Closes the descriptor. While a thread is inside an accept, that one does it on its way out:
   * whoever closes may hold locks of the JDK's that it needs to get there.
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
