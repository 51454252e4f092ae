package dev.prefork.internal.nio;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.JdkSocketImpl;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.ClusterBind;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.link.WorkerPortRules;
import dev.prefork.internal.nio.listen.ClusterServer;
import dev.prefork.internal.nio.listen.ServerOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sun.net.PlatformSocketImpl;

/**
 * The implementation of a {@link java.net.ServerSocket}. It listens through the primary, or
 * delegates to the JDK's implementation if the socket is this worker's own, which is known when the
 * socket is bound. Until then options are set on both.
 *
 * <p>The JDK treats it like its own kind, so it creates an ordinary implementation for each
 * connection, which {@link #accept} connects.
 */
final class ClusterSocketImpl extends UnusedSocketImpl
    implements PlatformSocketImpl, ClusterServer.Facade {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int DEFAULT_BACKLOG = 50; // the JDK's default

  private final ServerOptions options = new ServerOptions(JdkInternals.defaultFamily());
  private final Object stateLock = new Object();

  /** The JDK's implementation, which also keeps the options. Created on first use. */
  private @Nullable JdkSocketImpl jdk;

  private int requestedPort;
  private volatile int timeoutMillis;
  private volatile boolean closed;

  /** True if the worker closed the socket because it has drained. */
  private volatile boolean drained;

  /** Set by bind if the socket is this worker's own, otherwise listen sets {@code server}. */
  private volatile @Nullable JdkSocketImpl unshared;

  private volatile @Nullable ClusterServer server;

  private ClusterSocketImpl() {}

  /** For the factory, which is loaded before this class. */
  static SocketImpl create() {
    return new ClusterSocketImpl();
  }

  @Override
  protected void create(boolean stream) {
    // bind() and listen() create the socket
  }

  private JdkSocketImpl jdk() throws SocketException {
    synchronized (stateLock) {
      ensureOpen();
      JdkSocketImpl created = jdk;
      if (created == null) {
        created = JdkSocketImpl.create();
        jdk = created;
      }
      return created;
    }
  }

  private void ensureOpen() throws SocketException {
    if (closed) {
      throw socketClosed(null);
    }
  }

  @Override
  protected void bind(InetAddress host, int port) throws IOException {
    synchronized (stateLock) {
      ensureOpen();
      if (localport != 0) {
        throw new SocketException("Already bound");
      }
      address = host;
      requestedPort = port;
      SocketAddress requested = new InetSocketAddress(host, port);
      if (WorkerPortRules.exclude(requested)) {
        bindUnshared(port);
      } else if (!WorkerPortRules.share(requested)) {
        bindIfUnshared(port);
      }
    }
  }

  private void bindIfUnshared(int port) throws IOException {
    UnsharedPorts unsharedPort = port == 0 ? null : UnsharedPorts.ofCaller();
    if (unsharedPort != null) {
      bindUnshared(unsharedPort.port(port));
      unsharedPort.logIfMoved(port, localport);
    } else if (port == 0) {
      bindUnshared(port);
    }
  }

  private void bindUnshared(int port) throws IOException {
    JdkSocketImpl created = jdk();
    created.numericOptions().setOption(SO_TIMEOUT, timeoutMillis);
    created.bind(address, port);
    localport = created.localPort();
    unshared = created;
  }

  @Override
  protected void listen(int backlog) throws IOException {
    boolean listens;
    synchronized (stateLock) {
      ensureOpen();
      listens = ClusterBind.tryToRun(() -> tryToListen(backlog));
    }
    if (!listens) { // with no lock held, because close() needs stateLock
      throw socketClosed(DrainState.awaitRelease());
    }
  }

  private boolean tryToListen(int backlog) throws IOException {
    JdkSocketImpl exclusive = unshared;
    if (exclusive != null) {
      exclusive.listen(backlog);
      return false;
    }
    return listenThroughPrimary(backlog < 1 ? DEFAULT_BACKLOG : backlog);
  }

  private static SocketException socketClosed(@Nullable Exception cause) {
    return new SocketException("Socket closed", cause);
  }

  private boolean listenThroughPrimary(int backlog) throws IOException {
    SocketChannel link = LinkToPrimary.open();
    ClusterServer created = new ClusterServer(this, JdkInternals.defaultFamily(), options, link);
    try {
      boolean isShared = created.tryToBind(new InetSocketAddress(address, requestedPort), backlog);
      localport =
          created.localAddress() instanceof InetSocketAddress local
              ? local.getPort()
              : requestedPort;
      server = created;
      return isShared;
    } catch (UnsupportedAddressTypeException e) {
      throw new SocketException("Protocol family unavailable", e);
    } finally {
      if (server == null) {
        link.close();
      }
    }
  }

  @Override
  protected void accept(SocketImpl client) throws IOException {
    JdkSocketImpl exclusive = unshared;
    if (exclusive != null) {
      exclusive.accept(client);
      return;
    }
    try (Accepted accepted = accept(server())) {
      JdkSocketImpl.connect(client, accepted);
      accepted.registerAs(client);
    } finally {
      if (drained) {
        CallingServerSocket.close();
      }
    }
  }

  private ClusterServer server() throws SocketException {
    ensureOpen();
    ClusterServer shared = server;
    if (shared == null) {
      throw new SocketException("Not bound");
    }
    return shared;
  }

  private Accepted accept(ClusterServer shared) throws IOException {
    long remaining = enter(shared, timeoutMillis * NANOS_PER_MILLI);
    try {
      ensureOpen();
      Accepted accepted = shared.await(remaining);
      if (accepted == null) {
        throw noConnection();
      }
      return accepted;
    } finally {
      shared.leave();
    }
  }

  private static long enter(ClusterServer shared, long timeoutNanos) throws SocketTimeoutException {
    if (timeoutNanos == 0) {
      shared.enter();
      return 0;
    }
    long remaining = shared.enter(timeoutNanos);
    if (remaining <= 0) {
      throw new SocketTimeoutException("Accept timed out");
    }
    return remaining;
  }

  /** Returns the reason why there is no connection. */
  private IOException noConnection() {
    if (closed) {
      return socketClosed(null);
    }
    Thread thread = Thread.currentThread();
    return thread.isVirtual() && thread.isInterrupted()
        ? new InterruptedIOException() // ServerSocket closes itself on this
        : new SocketTimeoutException("Accept timed out");
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public boolean isRegistered() {
    return false;
  }

  @Override
  public void closeDrained() throws IOException {
    drained = true;
    close();
  }

  @Override
  public void close() throws IOException {
    synchronized (stateLock) {
      if (closed) {
        return;
      }
      closed = true;
    }
    JdkSocketImpl created = jdk;
    if (created != null) {
      created.close();
    }
    ClusterServer shared = server;
    if (shared != null) {
      shared.onClosed();
    }
  }

  @Override
  public void setOption(int number, Object value) throws SocketException {
    if (number == SO_TIMEOUT) {
      timeoutMillis = (Integer) value;
    }
    if (number != SO_TIMEOUT || unshared != null) {
      jdk().numericOptions().setOption(number, value);
    }
    switch (number) {
      case SO_RCVBUF -> options.record(StandardSocketOptions.SO_RCVBUF, value);
      case SO_REUSEADDR -> options.record(StandardSocketOptions.SO_REUSEADDR, value);
      case SO_REUSEPORT -> options.record(StandardSocketOptions.SO_REUSEPORT, value);
      default -> {
        // the primary does not use other options
      }
    }
  }

  @Override
  public Object getOption(int number) throws SocketException {
    return number == SO_TIMEOUT ? timeoutMillis : jdk().numericOptions().getOption(number);
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    jdk().set(name, value);
    options.record(name, value);
  }

  @Override
  @SuppressWarnings("unchecked") // type safe by the contract of SocketOption
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return (T) jdk().get(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return JdkSocketImpl.supportedOptions();
  }
}
