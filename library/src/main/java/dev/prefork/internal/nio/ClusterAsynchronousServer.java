package dev.prefork.internal.nio;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.listen.ClusterServer;
import dev.prefork.internal.nio.listen.ServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous server channel whose socket is held by the primary. Its group waits for its
 * descriptor and runs the handlers. An unbound channel of the JDK provides the options and the
 * group.
 */
final class ClusterAsynchronousServer extends AsynchronousServerSocketChannel
    implements ClusterServer.Facade, AsynchronousPort.Pollable {
  private final AsynchronousServerSocketChannel jdk;
  private final AsynchronousPort port;
  private final ServerOptions options = new ServerOptions(JdkInternals.defaultFamily());
  private final ClusterServer server;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicBoolean accepting = new AtomicBoolean();
  private final Object pendingLock = new Object();
  private @Nullable Request pending;
  private volatile boolean cancelled;

  /** A pending accept. */
  private sealed interface Request {}

  private record HandlerRequest(
      CompletionHandler<AsynchronousSocketChannel, Object> handler, @Nullable Object attachment)
      implements Request {}

  /** Cancelling it disallows further accepts, as in the JDK. */
  private final class FutureRequest extends CompletableFuture<AsynchronousSocketChannel>
      implements Request {
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      if (isDone()) {
        return false;
      }
      cancelled = true;
      boolean first = super.cancel(mayInterruptIfRunning);
      if (mayInterruptIfRunning) {
        closeQuietly(ClusterAsynchronousServer.this);
      }
      return first;
    }
  }

  private ClusterAsynchronousServer(
      AsynchronousChannelProvider provider,
      AsynchronousServerSocketChannel jdk,
      AsynchronousPort port,
      SocketChannel link) {
    super(provider);
    this.jdk = jdk;
    this.port = port;
    this.server = new ClusterServer(this, JdkInternals.defaultFamily(), options, link);
  }

  /**
   * Opens a channel.
   *
   * @param jdk an unbound channel of the group, owned by the new channel from here on
   */
  static ClusterAsynchronousServer open(
      AsynchronousChannelProvider provider, AsynchronousServerSocketChannel jdk)
      throws IOException {
    SocketChannel link = null;
    try {
      AsynchronousPort port = AsynchronousPort.of(jdk);
      link = LinkToPrimary.open();
      ClusterAsynchronousServer server = new ClusterAsynchronousServer(provider, jdk, port, link);
      port.register(server.server.number(), server);
      return server;
    } catch (IOException | RuntimeException e) {
      closeQuietly(jdk);
      if (link != null) {
        link.close();
      }
      throw e;
    }
  }

  private static void closeQuietly(AutoCloseable channel) {
    try {
      channel.close();
    } catch (Exception e) {
      // the caller has no use for this failure
    }
  }

  @Override
  public AsynchronousServerSocketChannel bind(@Nullable SocketAddress local, int backlog)
      throws IOException {
    server.bind(local, backlog);
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // the handler gets the attachment that came with it
  public <A> void accept(
      A attachment, CompletionHandler<AsynchronousSocketChannel, ? super A> handler) {
    Objects.requireNonNull(handler, "'handler' is null");
    start(
        new HandlerRequest(
            (CompletionHandler<AsynchronousSocketChannel, Object>) handler, attachment));
  }

  @Override
  public Future<AsynchronousSocketChannel> accept() {
    FutureRequest future = new FutureRequest();
    start(future);
    return future;
  }

  private void start(Request request) {
    if (!isOpen()) {
      complete(request, null, new ClosedChannelException(), false);
      return;
    }
    if (server.localAddress() == null) {
      throw new NotYetBoundException();
    }
    if (cancelled) {
      throw new RuntimeException("Accept not allowed due cancellation"); // the JDK's message
    }
    if (!accepting.compareAndSet(false, true)) {
      throw new AcceptPendingException();
    }
    attempt(request, true);
  }

  @Override
  public void onReady() {
    Request request = takePending();
    if (request != null) {
      attempt(request, false);
    }
  }

  private @Nullable Request takePending() {
    synchronized (pendingLock) {
      Request request = pending;
      pending = null;
      return request;
    }
  }

  /**
   * Completes the request if a connection is waiting, otherwise makes it pending.
   *
   * @param indirect true to complete it on another thread, because the JDK does not call back
   *     before accept() returns
   */
  private void attempt(Request request, boolean indirect) {
    AsynchronousSocketChannel connection = null;
    Exception failure = null;
    try {
      Accepted accepted = pollOrAwait(request);
      if (accepted == null) {
        failPendingIfClosed();
        return;
      }
      connection = adopt(accepted);
    } catch (ClosedChannelException e) {
      failure = new AsynchronousCloseException();
    } catch (IOException e) {
      failure = e;
    }
    accepting.set(false);
    complete(request, connection, failure, indirect);
  }

  /** The descriptor stays open between enter() and leave(), so the group can wait for it. */
  private @Nullable Accepted pollOrAwait(Request request) throws IOException {
    server.enter();
    try {
      Accepted accepted = server.poll();
      if (accepted == null) {
        synchronized (pendingLock) {
          pending = request;
          if (isOpen()) {
            port.startPolling(server.number());
          }
        }
      }
      return accepted;
    } finally {
      server.leave();
    }
  }

  private AsynchronousSocketChannel adopt(Accepted accepted) throws IOException {
    try (accepted) {
      return accepted.registerAs(port.adopt(accepted));
    }
  }

  private void complete(
      Request request,
      @Nullable AsynchronousSocketChannel connection,
      @Nullable Exception failure,
      boolean indirect) {
    switch (request) {
      case HandlerRequest(var handler, var attachment) -> {
        if (indirect) {
          port.invokeLater(handler, attachment, connection, failure);
        } else {
          port.invoke(handler, attachment, connection, failure);
        }
      }
      case FutureRequest future -> {
        if (failure != null) {
          future.completeExceptionally(failure);
        } else if (connection != null && !future.complete(connection)) {
          closeQuietly(connection); // cancelled
        }
      }
    }
  }

  private void failPendingIfClosed() {
    Request request = isOpen() ? null : takePending();
    if (request != null) {
      AsynchronousCloseException closing = new AsynchronousCloseException();
      closing.setStackTrace(new StackTraceElement[0]); // the stack of close() is no help
      complete(request, null, closing, true);
    }
  }

  @Override
  public boolean isOpen() {
    return !closed.get();
  }

  @Override
  public boolean isRegistered() {
    return false;
  }

  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      synchronized (pendingLock) {
        port.stopPolling(server.number());
      }
      port.unregister(server.number());
      try {
        server.onClosed();
      } finally {
        jdk.close();
        failPendingIfClosed();
      }
    }
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() throws IOException {
    if (!isOpen()) {
      throw new ClosedChannelException();
    }
    return server.localAddress();
  }

  @Override
  public <T> AsynchronousServerSocketChannel setOption(SocketOption<T> name, T value)
      throws IOException {
    jdk.setOption(name, value);
    options.record(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return jdk.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return jdk.supportedOptions();
  }

  @Override
  public String toString() {
    SocketAddress address = server.localAddress();
    String state = address == null ? "unbound" : address.toString();
    return getClass().getName() + "[" + (isOpen() ? state : "closed") + "]";
  }
}
