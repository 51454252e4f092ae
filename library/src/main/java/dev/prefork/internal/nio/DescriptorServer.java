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
 * A server socket for whoever works with descriptors, such as Netty's native transports. To be used
 * by one thread at a time.
 */
public final class DescriptorServer implements Channel {
  private final ServerOptions options = new ServerOptions(JdkInternals.defaultFamily());
  private final Facade facade;
  private final ClusterServer server;

  /** Makes something of a connection. */
  @FunctionalInterface
  public interface Adopter<T extends Channel> {
    /** Takes a connected socket, whose descriptor is the taker's from here on. */
    T adopt(int descriptor);
  }

  /** Whoever watches the descriptor has let go of it before this is closed. */
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

    /** The owner is to close it: nobody else knows what watches the descriptor. */
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
   * One that is not bound.
   *
   * @param onDrained called on some thread when this worker wants it closed, which is left to the
   *     caller
   */
  public static DescriptorServer open(Runnable onDrained) throws IOException {
    return new DescriptorServer(onDrained);
  }

  /** The descriptor that is readable when a connection may be there; it stays the same. */
  public int number() {
    return server.number();
  }

  /**
   * Listens.
   *
   * @throws java.net.BindException with the reason why not
   */
  public void bind(SocketAddress local, int backlog) throws IOException {
    server.bind(local, backlog);
    DrainState.markAccepting(); // whoever works with descriptors accepts when there is something
  }

  /** Where it listens, null if it does not. */
  public @Nullable SocketAddress localAddress() {
    return server.localAddress();
  }

  /** Sets an option, to be called before {@link #bind}. */
  public <T> void setOption(SocketOption<T> name, T value) throws IOException {
    options.set(name, value);
  }

  /** What was set, or is by default. */
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return options.get(name);
  }

  /**
   * Takes a connection without waiting.
   *
   * @param adopter makes of it what the worker counts as long as it is open
   * @return null if there is none
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
