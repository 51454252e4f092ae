package dev.prefork.internal.nio;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.listen.ClusterServer;
import dev.prefork.internal.nio.listen.ServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;

/**
 * A server socket for code that works with descriptors, such as Netty's native transports. Not
 * thread-safe.
 */
public final class DescriptorServer implements Channel {
  private final ServerOptions options = new ServerOptions(JdkInternals.defaultFamily());
  private final Facade facade;
  private final ClusterServer server;

  /** Makes a channel of a connection. */
  @FunctionalInterface
  public interface Adopter<T extends Channel> {
    /** Returns a channel of a connected socket, and owns its descriptor from here on. */
    T adopt(int descriptor);
  }

  /** No JDK selector registers the descriptor, and its watcher stops before it is closed. */
  private static final class Facade implements ClusterServer.Facade {
    private final Runnable onDrained;
    private volatile boolean closed;

    Facade(Runnable onDrained) {
      this.onDrained = onDrained;
    }

    @Override
    public boolean isRegistered() {
      return false;
    }

    @Override
    public boolean isOpen() {
      return !closed;
    }

    /** Asks the owner to close the server, because the owner knows what watches the descriptor. */
    @Override
    public void close() {
      onDrained.run();
    }

    void closed() {
      closed = true;
    }
  }

  private DescriptorServer(Runnable onDrained) throws IOException {
    facade = new Facade(onDrained);
    server = new ClusterServer(facade, JdkInternals.defaultFamily(), options, LinkToPrimary.open());
  }

  /**
   * Opens an unbound server.
   *
   * @param onDrained called, on any thread, when the worker has drained and the caller must close
   *     the server
   */
  public static DescriptorServer open(Runnable onDrained) throws IOException {
    return new DescriptorServer(onDrained);
  }

  /**
   * Returns the descriptor, which never changes and is readable when a connection may be waiting.
   */
  public int number() {
    return server.number();
  }

  /**
   * Binds and listens.
   *
   * @throws java.net.BindException with the primary's reason
   */
  public void bind(SocketAddress local, int backlog) throws IOException {
    server.bind(local, backlog);
    DrainState.markAccepting(); // such callers accept when the descriptor is readable
  }

  /** Returns the address, null before {@link #bind}. */
  public @Nullable SocketAddress localAddress() {
    return server.localAddress();
  }

  /** Sets an option; must precede {@link #bind}. */
  public <T> void setOption(SocketOption<T> name, T value) throws IOException {
    options.set(name, value);
  }

  public <T> T getOption(SocketOption<T> name) throws IOException {
    return options.get(name);
  }

  /**
   * Accepts a connection without waiting.
   *
   * @param adopter makes the channel that counts as this worker's connection until it is closed
   * @return null if no connection is waiting
   */
  public <T extends Channel> @Nullable T accept(Adopter<T> adopter) throws IOException {
    server.enter();
    try (Accepted accepted = server.poll()) {
      if (accepted == null) {
        return null;
      }
      T adopted = adopter.adopt(accepted.socket().number());
      int _ = accepted.socket().release();
      return accepted.registerAs(adopted);
    } finally {
      server.leave();
    }
  }

  @Override
  public boolean isOpen() {
    return facade.isOpen();
  }

  @Override
  public void close() throws IOException {
    if (facade.isOpen()) {
      facade.closed();
      server.onClosed();
    }
  }
}
