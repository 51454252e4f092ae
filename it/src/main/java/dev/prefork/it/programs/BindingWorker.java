package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.JarProgram;
import dev.prefork.it.programs.servers.Servers;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A worker that binds one server at a bad moment, and catches no exception. The variable {@code
 * BIND} is {@code MOMENT:ENDPOINT}. The endpoint is one of {@link Servers}, or {@code server:} for
 * a {@link JarProgram}. The moments:
 *
 * <pre>
 * at-once                at the start
 * draining               after the primary has disconnected the worker; a shutdown hook waits until
 *                        the bind is under way
 * draining-virtual       the same, on a virtual thread
 * draining-itself        the same, after the worker has called disconnect()
 * draining-joined        the same as draining, and the hook waits for the binding thread
 * draining-closed        the same as draining, and the hook closes the socket that is being bound
 * interrupted            while the thread is interrupted again and again
 * interrupted-virtual    the same, on a virtual thread
 * </pre>
 */
final class BindingWorker {
  private static final long POLL_NANOS = 1_000_000;

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final Servers servers = new Servers();
  private final String moment;
  private final String endpoint;

  BindingWorker(String bind) {
    String[] words = bind.split(":", 2);
    moment = words[0];
    endpoint = words[1];
  }

  void run() throws Exception {
    if (moment.endsWith("virtual")) {
      FutureTask<Void> binding = new FutureTask<>(binding());
      Thread binder = Thread.ofVirtual().unstarted(binding);
      prepare(binder);
      binder.start();
      binding.get();
    } else {
      prepare(Thread.currentThread());
      binding().call();
    }
    IO.println("bound " + self.id() + " connected=" + self.isConnected());
  }

  private boolean bindsDraining() {
    return moment.startsWith("draining");
  }

  private void prepare(Thread binder) {
    if (bindsDraining()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(binder)));
      if (!moment.equals("draining-closed")) {
        var _ = self.send("starting");
      }
    }
  }

  private void shutDown(Thread binder) {
    await(() -> isBindingOrEnded(binder));
    if (moment.equals("draining-joined")) {
      await(() -> !binder.isAlive());
    }
    IO.println("hook " + self.id() + " has run");
  }

  private static boolean isBindingOrEnded(Thread binder) {
    return !binder.isAlive() || binder.getState() == Thread.State.WAITING;
  }

  private static void await(BooleanSupplier fact) {
    while (!fact.getAsBoolean()) {
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private Callable<Void> binding() {
    return () -> {
      if (moment.equals("draining-itself")) {
        var _ = self.disconnect();
      }
      if (bindsDraining() && !moment.equals("draining-closed")) {
        await(self::exitedAfterDisconnect);
      }
      if (moment.startsWith("interrupted")) {
        bindInterrupted();
      } else {
        bind();
      }
      return null;
    };
  }

  /** Interrupts the thread before the bind and during the bind. */
  private void bindInterrupted() throws Exception {
    Thread binder = Thread.currentThread();
    AtomicBoolean over = new AtomicBoolean();
    binder.interrupt();
    Thread.ofPlatform().start(() -> interrupt(binder, over));
    bind();
    over.set(true);
    IO.println("interrupted " + self.id() + " " + Thread.interrupted());
  }

  private static void interrupt(Thread binder, AtomicBoolean over) {
    while (!over.get()) {
      binder.interrupt();
      LockSupport.parkNanos(POLL_NANOS / 10);
    }
  }

  private void bind() throws Exception {
    if (moment.equals("draining-closed")) {
      bindAndCloseInHook();
    } else if (endpoint.startsWith("server:")) {
      JarProgram.run();
    } else {
      IO.println("at " + servers.listen(endpoint));
    }
  }

  private int port() {
    return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
  }

  private void bindAndCloseInHook() throws IOException {
    InetSocketAddress address = new InetSocketAddress(port());
    if (endpoint.startsWith("socket:")) {
      ServerSocket socket = new ServerSocket();
      closeAtTheEnd(socket);
      socket.bind(address);
    } else if (endpoint.startsWith("datagram:")) {
      DatagramSocket socket = new DatagramSocket(null);
      closeAtTheEnd(socket);
      socket.bind(address);
    } else if (endpoint.startsWith("udp:")) {
      DatagramChannel channel = DatagramChannel.open();
      closeAtTheEnd(channel);
      channel.bind(address);
    } else {
      ServerSocketChannel channel = ServerSocketChannel.open();
      closeAtTheEnd(channel);
      channel.bind(address);
    }
  }

  /** The hook prints the state of the binding thread: the close must not wait for the bind. */
  private void closeAtTheEnd(Closeable server) {
    Thread binder = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, binder)));
    var _ = self.send("starting"); // not earlier: a JVM that ends accepts no new hook
    await(self::exitedAfterDisconnect);
  }

  private void close(Closeable server, Thread binder) {
    await(() -> isBindingOrEnded(binder));
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    IO.println("closed " + self.id() + " while " + binder.getState());
  }
}
