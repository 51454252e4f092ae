package dev.prefork.nio;

import dev.prefork.ipc.Bound;
import dev.prefork.ipc.Listen;
import dev.prefork.ipc.Target;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.SelChImpl;
import sun.nio.ch.SelectionKeyImpl;

/**
 * A server channel whose socket is in the primary. Works with the JDK's own selectors, blocking and
 * timed accepts, platform and virtual threads.
 *
 * <p>Its descriptor is there from {@code open()} on and its number stays: servers register before
 * they bind. At first it is a Unix stream, over which {@link #bind} asks the primary; then it
 * either stays the way on which connections come ({@link HandoffIntake}) or becomes the shared
 * listening socket itself ({@link ListenerIntake}).
 *
 * <p>Locks: {@code acceptLock} is held by the one thread inside an accept, parked or not (two
 * threads must not poll one descriptor; whoever closes does not wait for it); {@code stateLock}
 * guards the fields and is never held while waiting for a connection.
 */
final class ClusterServerSocketChannel extends ServerSocketChannel implements SelChImpl {
  private final ProtocolFamily family;
  private final SocketChannel link;
  private final FileDescriptor descriptor;
  private final int number;
  private final ServerOptions options;
  private final ReentrantLock acceptLock = new ReentrantLock();
  private final Object stateLock = new Object();

  private @Nullable SocketAddress localAddress;
  private @Nullable Intake intake;
  private @Nullable ServerSocket adaptor;
  private @Nullable PortZero portZero;
  private boolean closed;

  ClusterServerSocketChannel(SelectorProvider provider, ProtocolFamily family) throws IOException {
    this(provider, family, LinkToPrimary.open());
  }

  ClusterServerSocketChannel(SelectorProvider provider, ProtocolFamily family, SocketChannel link) {
    super(provider);
    this.family = family;
    this.options = new ServerOptions(family);
    this.link = link;
    this.descriptor = JdkInternals.descriptorOf(link);
    this.number = JdkInternals.numberOf(descriptor);
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    synchronized (stateLock) {
      ensureOpen();
      if (localAddress != null) {
        throw new AlreadyBoundException();
      }
      if (isUnix()) {
        UnixDomainSocketAddress wanted = Binding.wantedPath(local);
        listen(Binding.target(wanted), backlog);
        localAddress = wanted; // as it was asked for, relative or not
      } else if (options.isOn(StandardSocketOptions.SO_REUSEPORT)) {
        ListenerIntake alone = ListenerIntake.alone(this, family, options, local, backlog);
        intake = alone;
        localAddress = alone.localAddress();
      } else {
        localAddress = listen(Binding.wanted(local, family), backlog);
      }
    }
    return this;
  }

  private SocketAddress listen(InetSocketAddress wanted, int backlog) throws IOException {
    boolean ipv6 = family == StandardProtocolFamily.INET6;
    if (wanted.getPort() == 0) {
      portZero = PortZero.next(wanted.getAddress(), ipv6);
    }
    int nth = portZero == null ? 0 : portZero.nth();
    try {
      return listen(new Target.Tcp(Target.Inet.of(wanted, nth, ipv6)), backlog);
    } finally {
      if (intake == null) {
        releasePortZero();
      }
    }
  }

  private SocketAddress listen(Target target, int backlog) throws IOException {
    OpenConnections.awaitClosings();
    LinkToPrimary conversation = new LinkToPrimary(link);
    boolean reuse = options.isOn(StandardSocketOptions.SO_REUSEADDR);
    Bound bound =
        conversation.request(
            new Listen(
                Rendezvous.get().token(),
                target,
                backlog,
                reuse,
                options.receiveBuffer(),
                options.tcp()));
    return begin(bound, conversation);
  }

  private SocketAddress begin(Bound bound, LinkToPrimary conversation) throws IOException {
    SocketAddress address = Binding.address(bound);
    intake = intakeFor(bound, conversation);
    return address;
  }

  /** Begins with what the primary has bound already. */
  void beginBound(Bound bound, LinkToPrimary conversation) throws IOException {
    synchronized (stateLock) {
      localAddress = begin(bound, conversation);
    }
  }

  private void releasePortZero() {
    if (portZero != null) {
      portZero.close();
      portZero = null;
    }
  }

  private Intake intakeFor(Bound bound, LinkToPrimary conversation) throws IOException {
    if (bound.shared()) {
      return ListenerIntake.fetch(this, conversation);
    }
    HandoffIntake handoff = new HandoffIntake(this, link);
    Preparation.start(this, handoff);
    return handoff;
  }

  void prepare(HandoffIntake handoff) throws IOException {
    acceptLock.lock();
    try {
      if (isOpen()) {
        handoff.prepare();
      }
    } finally {
      leaveAccept();
    }
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    acceptLock.lock();
    try {
      Intake ready = boundIntake();
      return isBlocking() ? acceptBlocking(ready, 0) : ready.poll();
    } finally {
      leaveAccept();
    }
  }

  /**
   * Accepts with a timeout, for the socket adaptor.
   *
   * @return null if the time has passed
   */
  @Nullable SocketChannel accept(long nanos) throws IOException {
    acceptLock.lock();
    try {
      Intake ready = boundIntake();
      if (!isBlocking()) {
        throw new IllegalBlockingModeException();
      }
      return acceptBlocking(ready, nanos);
    } finally {
      leaveAccept();
    }
  }

  private @Nullable SocketChannel acceptBlocking(Intake ready, long nanos) throws IOException {
    SocketChannel accepted = null;
    try {
      begin();
      if (isOpen()) { // not interrupted before
        accepted = ready.await(nanos);
      }
    } catch (AsynchronousCloseException e) {
      close(); // the intake was closed by an interrupt: so is this channel
    } finally {
      endAccept(accepted);
    }
    return accepted;
  }

  private void endAccept(@Nullable SocketChannel accepted) throws IOException {
    try {
      end(accepted != null);
    } catch (AsynchronousCloseException e) {
      if (accepted != null) {
        accepted.close(); // interrupted with a connection in hand that nobody will get
      }
      throw Thread.currentThread().isInterrupted() ? new ClosedByInterruptException() : e;
    }
  }

  private Intake boundIntake() throws ClosedChannelException {
    synchronized (stateLock) {
      ensureOpen();
      if (intake == null) {
        throw new NotYetBoundException();
      }
      return intake;
    }
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  SocketChannel adopt(int connection, SocketAddress remote) throws IOException {
    return welcome(JdkInternals.adopt(provider(), family, connection, remote));
  }

  /** Makes an accepted channel this worker's. */
  SocketChannel welcome(SocketChannel accepted) {
    SocketAddress local = boundAddress();
    if (isUnix() && local != null) {
      JdkInternals.setLocalAddress(accepted, local);
    }
    return OpenConnections.note(accepted);
  }

  boolean isUnix() {
    return family == StandardProtocolFamily.UNIX;
  }

  ServerSocketChannel adoptListener() throws IOException {
    return JdkInternals.adoptListener(provider(), family, descriptor);
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // the socket never blocks; accept() waits by polling, if it is to wait
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    synchronized (stateLock) {
      if (intake != null && !closed) {
        intake.wake();
      }
    }
    if (!isRegistered()) {
      kill();
    }
  }

  /**
   * Called by {@link #implCloseSelectableChannel}, or by the last selector that lets go of the
   * channel.
   */
  @Override
  public void kill() throws IOException {
    if (!isOpen()) { // else deregistered from a selector, and used on without one
      finishClose();
    }
  }

  /**
   * Closes the descriptor. While a thread is inside an accept, that one does it on its way out:
   * whoever closes holds locks of the JDK's that it needs to get there.
   */
  private void finishClose() throws IOException {
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

  private void leaveAccept() throws IOException {
    acceptLock.unlock();
    if (!isOpen() && !isRegistered()) {
      finishClose();
    }
  }

  private void closeDescriptor() throws IOException {
    releasePortZero();
    if (intake == null) {
      link.close();
    } else {
      intake.close();
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    synchronized (stateLock) {
      ensureOpen();
      return localAddress;
    }
  }

  @Nullable SocketAddress boundAddress() {
    synchronized (stateLock) {
      return localAddress;
    }
  }

  @Override
  public ServerSocket socket() {
    if (isUnix()) {
      throw new UnsupportedOperationException("Not supported");
    }
    synchronized (stateLock) {
      if (adaptor == null) {
        adaptor = new ClusterServerSocket(this);
      }
      return adaptor;
    }
  }

  @Override
  public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) throws IOException {
    ensureOpen();
    options.set(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    ensureOpen();
    return options.get(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return options.supported();
  }

  @Override
  public FileDescriptor getFD() {
    return descriptor;
  }

  @Override
  public int getFDVal() {
    return number;
  }

  @Override
  public boolean translateAndUpdateReadyOps(int ops, SelectionKeyImpl key) {
    return Readiness.translate(ops, key.nioReadyOps(), key);
  }

  @Override
  public boolean translateAndSetReadyOps(int ops, SelectionKeyImpl key) {
    return Readiness.translate(ops, 0, key);
  }

  @Override
  public int translateInterestOps(int ops) {
    return Readiness.interest(ops);
  }

  @Override
  public String toString() {
    SocketAddress address = boundAddress();
    String where = address == null ? "unbound" : address.toString();
    return getClass().getName() + "[" + (isOpen() ? where : "closed") + "]";
  }
}
