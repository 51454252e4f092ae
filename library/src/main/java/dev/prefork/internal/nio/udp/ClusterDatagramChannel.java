package dev.prefork.internal.nio.udp;

import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.ClusterBind;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.PrimaryAddress;
import dev.prefork.internal.nio.link.WorkerPortRules;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.spi.SelectorProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.SelChImpl;
import sun.nio.ch.SelectionKeyImpl;

/**
 * A datagram channel that shares its socket with the other workers after it was bound to a port
 * other than 0. Otherwise the socket is this worker's own, as that of a client.
 *
 * <p>A channel of the JDK does the work, over a descriptor whose number never changes: {@link
 * #bind} replaces its socket by the shared one. The JDK's channel is closed when this one is closed
 * and no selector watches it, because the shared socket stays open and the selector would still get
 * its events.
 */
public final class ClusterDatagramChannel extends DatagramChannel
    implements SelChImpl, OpenConnections.SharedSocket {
  private final DatagramChannel jdk;
  private final DatagramIo io;
  private final PendingReplies pendingReplies = new PendingReplies();
  private final SelChImpl internals;
  private final ProtocolFamily family;
  private final Object bindLock = new Object();

  /** Options set before {@code bind}, to be set again on the shared socket. */
  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>(4);

  private final ActiveCalls activeCalls = new ActiveCalls();

  private @Nullable SharedDatagrams share;
  private @Nullable DatagramSocket adaptor;

  public ClusterDatagramChannel(
      SelectorProvider provider, DatagramChannel jdk, ProtocolFamily family) {
    super(provider);
    this.jdk = jdk;
    this.io = new DatagramIo(jdk, family);
    this.internals = (SelChImpl) jdk;
    this.family = family;
  }

  /** An operation of the JDK's channel. */
  interface Action<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /** Receives, and marks the thread as one that may reply, until it sends or receives again. */
  <T extends @Nullable Object> T runReceive(Action<T> action, T ifQuiesced) throws IOException {
    pendingReplies.end();
    T received = run(() -> isBlocking() ? receiveBlocking(action) : io.receive(action, ifQuiesced));
    if (received != null && isShared()) {
      pendingReplies.begin();
    }
    return received;
  }

  private <T extends @Nullable Object> T receiveBlocking(Action<T> action) throws IOException {
    if (io.isQuiesced()) {
      io.quiesce(() -> false); // a selector that watched the channel before has prevented this
    }
    return action.run();
  }

  /** Sends, also in a draining worker until the channel is closed. */
  int runSend(DatagramIo.SendAction action) throws IOException {
    int sent = run(() -> io.send(action));
    pendingReplies.end();
    return sent;
  }

  private <T extends @Nullable Object> T run(Action<T> action) throws IOException {
    ensureOpen();
    try {
      return activeCalls.run(action);
    } catch (AsynchronousCloseException e) {
      close(); // an interrupt has closed the JDK's channel
      throw e;
    }
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public DatagramChannel bind(@Nullable SocketAddress local) throws IOException {
    ClusterBind.run(() -> tryToBind(local));
    return this;
  }

  private boolean tryToBind(@Nullable SocketAddress local) throws IOException {
    synchronized (bindLock) {
      ensureOpen();
      if (!shouldShare(local)) {
        jdk.bind(local);
        return false;
      }
      share(Binding.inetAddress(local, family));
    }
    if (DrainState.isBegun()) {
      quiesce(); // a channel bound during a drain misses the earlier call
    }
    return true;
  }

  private boolean shouldShare(@Nullable SocketAddress local) throws IOException {
    if (jdk.getLocalAddress() != null) {
      throw new AlreadyBoundException();
    }
    return local instanceof InetSocketAddress address
        && address.getPort() != 0
        && !WorkerPortRules.exclude(address)
        && !jdk.getOption(StandardSocketOptions.SO_REUSEPORT);
  }

  private void share(InetSocketAddress requested) throws IOException {
    boolean ipv6 = family == StandardProtocolFamily.INET6;
    boolean reuse = jdk.getOption(StandardSocketOptions.SO_REUSEADDR);
    int buffer = options.get(StandardSocketOptions.SO_RCVBUF) instanceof Integer size ? size : 0;
    Target target = new Target.Udp(Target.Inet.of(requested, 0, ipv6));
    Listen request =
        new Listen(PrimaryAddress.get().token(), target, 0, reuse, buffer, Listen.NO_OPTIONS);
    OpenConnections.awaitClosingSockets();
    share = SharedDatagrams.open(request, jdk);
    OpenConnections.addShared(this);
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      reapply(option.getKey(), option.getValue());
    }
  }

  @SuppressWarnings("unchecked") // setOption() has checked the type
  private <T> void reapply(SocketOption<T> name, Object value) throws IOException {
    jdk.setOption(name, (T) value);
  }

  @Override
  public void suspend(boolean suspended) {
    // no effect: the kernel gives a datagram to any worker that reads the socket
  }

  @Override
  public boolean isDatagrams() {
    return true;
  }

  @Override
  public void quiesce() throws IOException {
    try {
      io.quiesce(this::isRegistered);
    } catch (IOException e) {
      close(); // too many open files to send without receiving
    }
  }

  @Override
  public boolean isReplyPending() {
    return pendingReplies.any();
  }

  @Override
  public void finish() throws IOException {
    close();
  }

  boolean isShared() {
    synchronized (bindLock) {
      return share != null;
    }
  }

  @Override
  public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
    synchronized (bindLock) {
      ensureOpen();
      io.sender().setOption(name, value);
      if (share == null) {
        options.put(name, value);
      }
    }
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return run(() -> io.sender().getOption(name));
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return jdk.supportedOptions();
  }

  @Override
  public DatagramSocket socket() {
    synchronized (bindLock) {
      if (adaptor == null) {
        adaptor = new ClusterDatagramSocket(this, jdk.socket());
      }
      return adaptor;
    }
  }

  @Override
  public boolean isConnected() {
    return jdk.isConnected();
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    run(
        () -> {
          requireUnshared(remote);
          return jdk.connect(remote);
        });
    return this;
  }

  void requireUnshared(Object remote) throws IOException {
    if (isShared()) {
      throw new IOException(
          "cannot connect to "
              + remote
              + ": the socket is shared with other workers; use an unbound channel"
              + " or one of Cluster.exclusive()");
    }
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    jdk.disconnect();
    return this;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    return run(jdk::getRemoteAddress);
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return run(jdk::getLocalAddress);
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    return runReceive(() -> jdk.receive(into), null);
  }

  @Override
  public int send(ByteBuffer from, SocketAddress target) throws IOException {
    return runSend(sender -> sender.send(from, target));
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return run(() -> jdk.read(into));
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return run(() -> jdk.read(into, offset, length));
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return run(() -> jdk.write(from));
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return run(() -> jdk.write(from, offset, length));
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface networkInterface)
      throws IOException {
    return join(group, networkInterface, null);
  }

  @Override
  public MembershipKey join(
      InetAddress group, NetworkInterface networkInterface, @Nullable InetAddress source)
      throws IOException {
    ensureOpen();
    return Membership.join(this, jdk, isShared(), group, networkInterface, source);
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    io.configureBlocking(block);
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    if (!isRegistered()) {
      kill();
    }
  }

  /** Called when the channel is closed, or by the last selector that deregisters it. */
  @Override
  public void kill() throws IOException {
    if (isOpen()) {
      return; // an open channel stays usable without a selector
    }
    io.close();
    releaseShare(); // last, because the primary may then bind the port again
  }

  private void releaseShare() throws IOException {
    SharedDatagrams released;
    synchronized (bindLock) {
      released = share;
      share = null;
    }
    if (released != null) {
      activeCalls.awaitNone();
      released.close();
      OpenConnections.removeShared(this);
    }
  }

  @Override
  public FileDescriptor getFD() {
    return internals.getFD();
  }

  @Override
  public int getFDVal() {
    return internals.getFDVal();
  }

  @Override
  public boolean translateAndUpdateReadyOps(int ops, SelectionKeyImpl key) {
    return internals.translateAndUpdateReadyOps(io.readyOps(ops, key), key);
  }

  @Override
  public boolean translateAndSetReadyOps(int ops, SelectionKeyImpl key) {
    return internals.translateAndSetReadyOps(io.readyOps(ops, key), key);
  }

  @Override
  public int translateInterestOps(int ops) {
    return io.interestOps(internals.translateInterestOps(ops));
  }

  @Override
  public String toString() {
    return getClass().getName() + "[" + Objects.toString(jdk) + "]";
  }
}
