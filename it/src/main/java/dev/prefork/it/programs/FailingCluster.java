package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Worker;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.Outbox;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link ScriptedCluster} with faults. The argument {@code primary=} selects a fault of the
 * primary:
 *
 * <pre>
 * throw          the main method throws when two workers listen
 * send-frames    sends frames that a worker does not expect
 * take-port      binds the port itself before it forks
 * </pre>
 *
 * <p>The argument {@code faults=A,B} selects the faults of the workers, one for each worker in
 * turn:
 *
 * <pre>
 * spin           the main method never returns and uses a processor
 * spin-serving   the same, after the worker has begun to listen
 * wait           the main method waits forever, without listening
 * hook           listens, and has a shutdown hook that waits forever
 * throw          the main method throws while another thread waits forever
 * taken-port     disconnects because the port is taken, and throws
 * none           runs commands
 * </pre>
 *
 * <p>With {@code handler=CODE}, uncaught exceptions end the process with this code.
 */
public final class FailingCluster {
  private static final CountDownLatch LISTENING = new CountDownLatch(2);

  private final Arguments arguments;

  private FailingCluster(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Runs the primary or a worker. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (arguments.has("handler")) {
      int code = arguments.number("handler");
      Thread.setDefaultUncaughtExceptionHandler((_, _) -> System.exit(code));
    }
    FailingCluster cluster = new FailingCluster(arguments);
    if (Cluster.isPrimary()) {
      cluster.runPrimary(arguments.text("primary", "none"));
    } else {
      cluster.runWorker(cluster.fault(Integer.parseInt(System.getenv("PREFORK_WORKER_ID"))));
    }
  }

  private void runPrimary(String fault) throws Exception {
    switch (fault) {
      case "throw" -> Cluster.on(Listening.class, _ -> LISTENING.countDown());
      case "send-frames" -> Cluster.on(Online.class, event -> sendFrames(event.worker()));
      case "take-port" -> ServerSocketChannel.open().bind(address());
      default -> {}
    }
    new ScriptedPrimary(arguments).start();
    if (fault.equals("throw")) {
      LISTENING.await();
      throw new IllegalStateException("as expected");
    }
  }

  private String fault(int worker) {
    String[] faults = arguments.text("faults", "none").split(",", -1);
    return faults[(worker - 1) % faults.length];
  }

  private void runWorker(String fault) throws Exception {
    IO.println("fault " + fault);
    switch (fault) {
      case "spin" -> spin();
      case "spin-serving" -> {
        ChannelServer.start(arguments.number("port"));
        spin();
      }
      case "wait" -> waitForever();
      case "hook" -> {
        ChannelServer.start(arguments.number("port"));
        Runtime.getRuntime().addShutdownHook(new Thread(FailingCluster::waitForever));
      }
      case "throw" -> {
        IO.println("waiting"); // here, as output of two threads at once would be mixed
        Thread.ofPlatform().start(FailingCluster::block);
        throw new IllegalStateException("as expected");
      }
      case "taken-port" -> bindTakenPort();
      default -> new ScriptedWorker(arguments).start();
    }
    IO.println("running " + fault);
  }

  private InetSocketAddress address() {
    return new InetSocketAddress(arguments.number("port"));
  }

  private static void spin() {
    IO.println("spinning");
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void waitForever() {
    IO.println("waiting");
    block();
  }

  private static void block() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      block();
    }
  }

  private void bindTakenPort() throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> IO.println("uncaught " + e));
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(address());
    } catch (BindException e) {
      var _ = Objects.requireNonNull(Cluster.worker()).disconnect();
      throw new IllegalStateException("as expected", e);
    }
  }

  /** No API sends such frames. */
  private static void sendFrames(Worker worker) {
    Set<FrameType> expected =
        EnumSet.of(
            FrameType.MESSAGE,
            FrameType.HANDLES,
            FrameType.DISCONNECT,
            FrameType.STOP,
            FrameType.ADMIT,
            FrameType.ASK_HEALTH,
            FrameType.MOVE,
            FrameType.MOVE_REPLY);
    try {
      Outbox outbox = (Outbox) field(field(worker, "handle"), "outbox");
      for (FrameType type : EnumSet.complementOf(EnumSet.copyOf(expected))) {
        outbox.send(Frame.encode(type), null).join();
      }
      IO.println("frames sent");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object field(Object owner, String name) throws ReflectiveOperationException {
    Field field = owner.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return Objects.requireNonNull(field.get(owner));
  }
}
