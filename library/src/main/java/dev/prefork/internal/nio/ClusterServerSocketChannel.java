package dev.prefork.internal.nio;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.listen.ClusterServer;
import dev.prefork.internal.nio.listen.ServerOptions;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.Net;
import sun.nio.ch.SelChImpl;
import sun.nio.ch.SelectionKeyImpl;

/**
 * A server channel whose socket is held by the primary. Works with the JDK's selectors, blocking
 * and timed accepts, platform and virtual threads.
 */
final class ClusterServerSocketChannel extends ServerSocketChannel
    implements SelChImpl, ClusterServer.Facade {
  private final ProtocolFamily family;
  private final ServerOptions options;
  private final ClusterServer server;
  private final Object adaptorLock = new Object();
  private @Nullable ServerSocket adaptor;

  ClusterServerSocketChannel(SelectorProvider provider, ProtocolFamily family) throws IOException {
    this(provider, family, LinkToPrimary.open());
  }

  ClusterServerSocketChannel(SelectorProvider provider, ProtocolFamily family, SocketChannel link) {
    super(provider);
    this.family = family;
    this.options = new ServerOptions(family);
    this.server = new ClusterServer(this, family, options, link);
  }

  @Override
  public ServerSocketChannel bind(@Nullable SocketAddress local, int backlog) throws IOException {
    server.bind(local, backlog);
    return this;
  }

  /** Starts with a socket that the primary has bound already. */
  void beginBound(BindReply bound, LinkToPrimary primary) throws IOException {
    server.beginBound(bound, primary);
  }

  @Override
  public @Nullable SocketChannel accept() throws IOException {
    server.enter();
    try {
      server.ensureBound();
      return adopt(isBlocking() ? acceptBlocking(0) : server.poll());
    } finally {
      server.leave();
    }
  }

  /**
   * Accepts with a timeout, for the socket adaptor.
   *
   * @return null if the time is over
   */
  @Nullable SocketChannel accept(long timeoutNanos) throws IOException {
    server.enter();
    try {
      server.ensureBound();
      if (!isBlocking()) {
        throw new IllegalBlockingModeException();
      }
      return adopt(acceptBlocking(timeoutNanos));
    } finally {
      server.leave();
    }
  }

  private @Nullable Accepted acceptBlocking(long timeoutNanos) throws IOException {
    Accepted accepted = null;
    try {
      begin();
      if (isOpen()) { // begin() closes the channel if the thread is interrupted
        accepted = server.await(timeoutNanos);
      }
    } finally {
      endAccept(accepted);
    }
    return accepted;
  }

  private void endAccept(@Nullable Accepted accepted) throws IOException {
    try {
      end(accepted != null);
    } catch (AsynchronousCloseException e) {
      if (accepted != null) {
        accepted.close(); // the interrupted thread does not return the connection
      }
      throw Thread.currentThread().isInterrupted() ? new ClosedByInterruptException() : e;
    }
  }

  private @Nullable SocketChannel adopt(@Nullable Accepted accepted) throws IOException {
    if (accepted == null) {
      return null;
    }
    try (accepted) {
      SocketChannel channel =
          JdkInternals.adopt(provider(), family, accepted.socket(), accepted.remote());
      SocketAddress local = boundAddress();
      if (server.isUnix() && local != null) {
        JdkInternals.setLocalAddress(channel, local);
      }
      return accepted.registerAs(channel);
    }
  }

  private void ensureOpen() throws ClosedChannelException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  protected void implConfigureBlocking(boolean block) {
    // the socket never blocks; a blocking accept() polls
  }

  @Override
  protected void implCloseSelectableChannel() throws IOException {
    server.onClosed();
  }

  /** Called by the last selector that deregisters the channel. */
  @Override
  public void kill() throws IOException {
    if (!isOpen()) { // an open channel stays usable without a selector
      server.finishClose();
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    ensureOpen();
    return server.localAddress();
  }

  @Nullable SocketAddress boundAddress() {
    return server.localAddress();
  }

  @Override
  public ServerSocket socket() {
    if (server.isUnix()) {
      throw new UnsupportedOperationException("Not supported");
    }
    synchronized (adaptorLock) {
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
    return server.descriptor();
  }

  @Override
  public int getFDVal() {
    return server.number();
  }

  @Override
  public boolean translateAndUpdateReadyOps(int ops, SelectionKeyImpl key) {
    return setReadyOps(ops, key.nioReadyOps(), key);
  }

  @Override
  public boolean translateAndSetReadyOps(int ops, SelectionKeyImpl key) {
    return setReadyOps(ops, 0, key);
  }

  /**
   * Sets the key's ready operations from the events of poll(2).
   *
   * @param initial the operations that are ready regardless of the events
   * @return true if an operation has become ready
   */
  private static boolean setReadyOps(int events, int initial, SelectionKeyImpl key) {
    int before = key.nioReadyOps();
    int ready = initial;
    if ((events & (Net.POLLERR | Net.POLLHUP)) != 0) {
      ready = key.nioInterestOps(); // the operation then fails with the reason
    } else if ((events & Net.POLLIN) != 0) {
      ready |= key.nioInterestOps() & SelectionKey.OP_ACCEPT;
    }
    key.nioReadyOps(ready);
    return (ready & ~before) != 0;
  }

  @Override
  public int translateInterestOps(int ops) {
    DrainState.markAccepting();
    return (ops & SelectionKey.OP_ACCEPT) == 0 ? 0 : Net.POLLIN;
  }

  @Override
  public String toString() {
    SocketAddress address = boundAddress();
    String state = address == null ? "unbound" : address.toString();
    return getClass().getName() + "[" + (isOpen() ? state : "closed") + "]";
  }
}
