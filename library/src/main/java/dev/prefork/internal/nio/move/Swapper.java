package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.jdk.ConnectionLocks;
import dev.prefork.internal.nio.jdk.EarlierRead;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.EpollInstances;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Registrations;
import dev.prefork.internal.sys.SocketSwap;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.nio.channels.Channel;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Puts a pair of sockets between a connection and the application that has it. Thread-safe. */
final class Swapper {
  private static final int EPOLLRDHUP = 0x2000;

  /** What Netty registers: {@code EPOLLET | EPOLLRDHUP | EPOLLOUT | EPOLLIN}. */
  private static final Registrations EDGE_TRIGGERED =
      Registrations.ofEvents(Epoll.EDGE_TRIGGERED | EPOLLRDHUP | Epoll.WRITABLE | Epoll.READABLE);

  private final EpollInstances epolls = new EpollInstances();
  private final SocketSwap swap = new SocketSwap(epolls);
  private final Sockets sockets = new Sockets();

  /** Finds the epoll instances of the application; must precede {@link #swap}. */
  synchronized void refresh() throws IOException {
    epolls.refresh();
  }

  /**
   * Replaces the application's socket, unless the application has closed it.
   *
   * @param then gets the result, on any thread
   */
  void swap(OpenConnection connection, Consumer<Swapped> then) throws IOException {
    Object owner = connection.get();
    if (owner instanceof Executor loop && owner instanceof Channel channel) {
      loop.execute(() -> swapOnLoop(connection, channel, then));
    } else if (owner != null) {
      boolean _ =
          ConnectionLocks.whileOpen(
              owner,
              (read, registrations) -> then.accept(replace(connection, read, registrations)));
    }
  }

  /** On this thread no other code can read from the channel or close it. */
  private void swapOnLoop(OpenConnection connection, Channel channel, Consumer<Swapped> then) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      then.accept(replace(connection, EarlierRead.NONE, EDGE_TRIGGERED));
    } catch (IOException e) {
      Mover.logFailure(connection, e);
    }
  }

  private synchronized Swapped replace(
      OpenConnection connection, EarlierRead read, Registrations registrations) throws IOException {
    Fd client = sockets.duplicate(connection.number());
    Fd[] pair;
    try {
      pair = sockets.pair();
    } catch (IOException e) {
      client.close();
      throw e;
    }
    try (Fd application = pair[0]) {
      swap.replace(connection.number(), client, application, registrations);
      return new Swapped(connection, client, pair[1], read);
    } catch (IOException e) {
      client.close();
      pair[1].close();
      throw e;
    }
  }
}
