package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.JarProgram;
import dev.prefork.it.programs.servers.JdkHttpServer;
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
 * A worker of a {@link StartingCluster}: binds once, and catches nothing. Its variable {@code
 * START} is {@code HOW:PLACE}, the place one of {@link Servers}, {@code http:PORT} or {@code
 * server:} for a {@link JarProgram}.
 *
 * <pre>
 * at-once     binds
 * leaving     says that it starts, and binds when it is leaving; a shutdown hook waits for that
 * virtual     the same on a virtual thread
 * itself      the same, and it disconnects by itself before
 * closing     the same as leaving, with a hook that closes what is being bound
 * joined      the same as leaving, with a hook that waits for the thread that binds
 * interrupted, interrupted-virtual       binds while its thread is interrupted again and again
 * </pre>
 */
final class BindingWorker {
  private static final long LOOK_NANOS = 1_000_000;

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final Servers servers = new Servers();
  private final String how;
  private final String place;

  private BindingWorker(String how, String place) {
    this.how = how;
    this.place = place;
  }

  static BindingWorker ofEnvironment() {
    String[] start = System.getenv("START").split(":", 2);
    return new BindingWorker(start[0], start[1]);
  }

  void run() throws Exception {
    if (how.endsWith("virtual")) {
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

  private boolean isToldBefore() {
    return !how.equals("at-once") && !how.startsWith("interrupted");
  }

  private void prepare(Thread binder) {
    if (isToldBefore()) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> goDown(binder)));
      if (!how.equals("closing")) {
        var _ = self.send("starting");
      }
    }
  }

  private void goDown(Thread binder) {
    await(() -> isInsideBindOrOver(binder));
    if (how.equals("joined")) {
      await(() -> !binder.isAlive());
    }
    IO.println("hook " + self.id() + " has run");
  }

  private static boolean isInsideBindOrOver(Thread binder) {
    return !binder.isAlive() || binder.getState() == Thread.State.WAITING;
  }

  private static void await(BooleanSupplier fact) {
    while (!fact.getAsBoolean()) {
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private Callable<Void> binding() {
    return () -> {
      if (how.equals("itself")) {
        var _ = self.disconnect();
      }
      if (isToldBefore() && !how.equals("closing")) {
        await(self::exitedAfterDisconnect);
      }
      if (how.startsWith("interrupted")) {
        bindInterrupted();
      } else {
        bind();
      }
      return null;
    };
  }

  /** As long as it lasts, and before it. */
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
      LockSupport.parkNanos(LOOK_NANOS / 10);
    }
  }

  private void bind() throws Exception {
    if (how.equals("closing")) {
      bindWhatAHookCloses();
    } else if (place.startsWith("http:")) {
      JdkHttpServer.start(port());
    } else if (place.startsWith("server:")) {
      JarProgram.run();
    } else {
      IO.println("at " + servers.listen(place));
    }
  }

  private int port() {
    return Integer.parseInt(place.substring(place.indexOf(':') + 1));
  }

  private void bindWhatAHookCloses() throws IOException {
    InetSocketAddress address = new InetSocketAddress(port());
    if (place.startsWith("socket:")) {
      ServerSocket socket = new ServerSocket();
      closeAtTheEnd(socket);
      socket.bind(address);
    } else if (place.startsWith("datagram:")) {
      DatagramSocket socket = new DatagramSocket(null);
      closeAtTheEnd(socket);
      socket.bind(address);
    } else if (place.startsWith("udp:")) {
      DatagramChannel channel = DatagramChannel.open();
      closeAtTheEnd(channel);
      channel.bind(address);
    } else {
      ServerSocketChannel channel = ServerSocketChannel.open();
      closeAtTheEnd(channel);
      channel.bind(address);
    }
  }

  /** Says whether the thread is still inside its bind then: nothing of that is in the way. */
  private void closeAtTheEnd(Closeable server) {
    Thread binder = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server, binder)));
    var _ = self.send("starting"); // not before, as there are no new hooks in a JVM that ends
    await(self::exitedAfterDisconnect);
  }

  private void close(Closeable server, Thread binder) {
    await(() -> isInsideBindOrOver(binder));
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    IO.println("closed " + self.id() + " while " + binder.getState());
  }
}
