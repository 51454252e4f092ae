package dev.prefork.internal.nio.udp;

import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.ClusterBind;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.Exclusions;
import dev.prefork.internal.nio.link.PrimaryAddress;
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
 * A datagram channel that shares its socket with the other workers once it is bound to a port with
 * a number. Until then, and for good if it is never bound so, it is the worker's own: that is how
 * Java spells a client.
 *
 * <p>A channel of the JDK's does the work, over a descriptor whose number stays: {@link #bind} puts
 * the shared socket there. The JDK's channel is closed when this one is closed and no selector
 * watches it: the others keep the socket open, so a selector would go on hearing of it.
 */
public final class ClusterDatagramChannel extends DatagramChannel
    implements SelChImpl, OpenConnections.Shared {
  private final DatagramChannel own;
  private final DatagramEnds ends;
  private final Answering answering = new Answering();
  private final SelChImpl internals;
  private final ProtocolFamily family;
  private final Object bindLock = new Object();

  /** Set before {@code bind}, to be set anew on the socket that comes then. */
  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>(4);

  private final ThreadsInside inside = new ThreadsInside();

  private @Nullable SharedDatagrams share;
  private @Nullable DatagramSocket adaptor;

  public ClusterDatagramChannel(
      SelectorProvider provider, DatagramChannel own, ProtocolFamily family) {
    super(provider);
    this.own = own;
    this.ends = new DatagramEnds(own, family);
    this.internals = (SelChImpl) own;
    this.family = family;
  }

  /** What can be waited for. */
  interface Action<T extends @Nullable Object> {
    T run() throws IOException;
  }

  /** The thread that has a datagram is waited for until it has answered, or asks for another. */
  <T extends @Nullable Object> T receiving(Action<T> action, T nothing) throws IOException {
    answering.end();
    T received = perform(() -> isBlocking() ? waiting(action) : ends.receive(action, nothing));
    if (received != null && isShared()) {
      answering.begin();
    }
    return received;
  }

  private <T extends @Nullable Object> T waiting(Action<T> action) throws IOException {
    if (ends.isQuiet()) {
      ends.quiesce(() -> false); // it may have been a selector's before
    }
    return action.run();
  }

  /** Replies go out until the channel is closed. */
  int sending(DatagramEnds.Sending action) throws IOException {
    int sent = perform(() -> ends.send(action));
    answering.end();
    return sent;
  }

  private <T extends @Nullable Object> T perform(Action<T> action) throws IOException {
    ensureOpen();
    try {
      return inside.run(action);
    } catch (AsynchronousCloseException e) {
      close(); // an interrupt has closed the JDK's channel: so it is with this one
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
      if (!isToBeShared(local)) {
        own.bind(local);
        return false;
      }
      share(Binding.wanted(local, family));
    }
    if (DrainState.isBegun()) {
      quiesce(); // it was not among those that were told
    }
    return true;
  }

  private boolean isToBeShared(@Nullable SocketAddress local) throws IOException {
    if (own.getLocalAddress() != null) {
      throw new AlreadyBoundException();
    }
    return local instanceof InetSocketAddress address
        && address.getPort() != 0
        && !Exclusions.contain(address)
        && !own.getOption(StandardSocketOptions.SO_REUSEPORT);
  }

  private void share(InetSocketAddress wanted) throws IOException {
    boolean ipv6 = family == StandardProtocolFamily.INET6;
    boolean reuse = own.getOption(StandardSocketOptions.SO_REUSEADDR);
    int buffer = options.get(StandardSocketOptions.SO_RCVBUF) instanceof Integer size ? size : 0;
    Target target = new Target.Udp(Target.Inet.of(wanted, 0, ipv6));
    Listen request =
        new Listen(PrimaryAddress.get().token(), target, 0, reuse, buffer, Listen.NO_OPTIONS);
    OpenConnections.awaitClosings();
    share = SharedDatagrams.join(request, own);
    OpenConnections.markShared(this);
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      setAgain(option.getKey(), option.getValue());
    }
  }

  @SuppressWarnings("unchecked") // it was set with this value before
  private <T> void setAgain(SocketOption<T> name, Object value) throws IOException {
    own.setOption(name, (T) value);
  }

  @Override
  public void suspend(boolean suspended) {
    // datagrams come all the same: the channel is the socket that all workers have
  }

  @Override
  public boolean isDatagrams() {
    return true;
  }

  @Override
  public void quiesce() throws IOException {
    try {
      ends.quiesce(this::isRegistered);
    } catch (IOException e) {
      close(); // there is no descriptor left for sending alone
    }
  }

  @Override
  public boolean isAnswering() {
    return answering.any();
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
      ends.sender().setOption(name, value);
      if (share == null) {
        options.put(name, value);
      }
    }
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return perform(() -> ends.sender().getOption(name));
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return own.supportedOptions();
  }

  @Override
  public DatagramSocket socket() {
    synchronized (bindLock) {
      if (adaptor == null) {
        adaptor = new ClusterDatagramSocket(this, own.socket());
      }
      return adaptor;
    }
  }

  @Override
  public boolean isConnected() {
    return own.isConnected();
  }

  @Override
  public DatagramChannel connect(SocketAddress remote) throws IOException {
    perform(
        () -> {
          refuseToConnectForOthers(remote);
          return own.connect(remote);
        });
    return this;
  }

  void refuseToConnectForOthers(Object remote) throws IOException {
    if (isShared()) {
      throw new IOException(
          "connecting to "
              + remote
              + " would connect the other workers, who share this socket: use an unbound channel,"
              + " or one of Cluster.exclusive()");
    }
  }

  @Override
  public DatagramChannel disconnect() throws IOException {
    own.disconnect();
    return this;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() throws IOException {
    return perform(own::getRemoteAddress);
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    return perform(own::getLocalAddress);
  }

  @Override
  public @Nullable SocketAddress receive(ByteBuffer into) throws IOException {
    return receiving(() -> own.receive(into), null);
  }

  @Override
  public int send(ByteBuffer from, SocketAddress target) throws IOException {
    return sending(sender -> sender.send(from, target));
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return perform(() -> own.read(into));
  }

  @Override
  public long read(ByteBuffer[] into, int offset, int length) throws IOException {
    return perform(() -> own.read(into, offset, length));
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return perform(() -> own.write(from));
  }

  @Override
  public long write(ByteBuffer[] from, int offset, int length) throws IOException {
    return perform(() -> own.write(from, offset, length));
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface by) throws IOException {
    return join(group, by, null);
  }

  @Override
  public MembershipKey join(InetAddress group, NetworkInterface by, @Nullable InetAddress source)
      throws IOException {
    ensureOpen();
    SharedDatagrams shared;
    synchronized (bindLock) {
      shared = share;
    }
    return shared == null
        ? new Membership(this, Membership.joinAlone(own, group, by, source))
        : shared.join(this, own, group, by, source);
  }

  @Override
  protected void implConfigureBlocking(boolean block) throws IOException {
    ends.configureBlocking(block);
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    if (!isRegistered()) {
      kill();
    }
  }

  /** Called when the channel is closed, or by the last selector that lets go of it. */
  @Override
  public void kill() throws IOException {
    if (isOpen()) {
      return; // deregistered from a selector, and used on without one
    }
    ends.close();
    giveUp(); // afterwards: the port can be bound anew when the socket is not here any more
  }

  private void giveUp() throws IOException {
    SharedDatagrams ended;
    synchronized (bindLock) {
      ended = share;
      share = null;
    }
    if (ended != null) {
      inside.awaitNone();
      ended.leave();
      OpenConnections.forgetShared(this);
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
    return internals.translateAndUpdateReadyOps(ends.ready(ops, key), key);
  }

  @Override
  public boolean translateAndSetReadyOps(int ops, SelectionKeyImpl key) {
    return internals.translateAndSetReadyOps(ends.ready(ops, key), key);
  }

  @Override
  public int translateInterestOps(int ops) {
    return ends.interest(internals.translateInterestOps(ops));
  }

  @Override
  public String toString() {
    return getClass().getName() + "[" + Objects.toString(own) + "]";
  }
}
