package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.ClusterEvent;
import dev.prefork.Disconnect;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Listening;
import dev.prefork.Message;
import dev.prefork.Online;
import dev.prefork.Setup;
import dev.prefork.Worker;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.Outbox;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A {@link ScriptedCluster} that tells who hears of what, and how a worker looks then.
 *
 * <pre>
 * fail           the primary's main method fails when two listen    handler=CODE   exit with it then
 * frames         the primary says what means nothing to a worker
 * spin           the worker's main method never ends
 * careless       the primary has the port; the worker disconnects and its main method fails
 * </pre>
 */
public final class Witness {
  private static final CountDownLatch LISTENING = new CountDownLatch(2);

  private Witness() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (arguments.has("handler")) {
      int code = arguments.number("handler");
      Thread.setDefaultUncaughtExceptionHandler((_, _) -> System.exit(code));
    }
    IO.println("sides " + sides());
    if (Cluster.isPrimary()) {
      conduct(arguments);
    } else if (arguments.has("careless")) {
      bindCarelessly(arguments.number("port"));
    } else {
      new ScriptedWorker(arguments).begin();
      if (arguments.has("spin")) {
        spin();
      }
    }
  }

  @SuppressWarnings("deprecation") // the old name is asked for as well
  private static String sides() {
    String names =
        "primary=%s master=%s worker=%s"
            .formatted(Cluster.isPrimary(), Cluster.isMaster(), Cluster.isWorker());
    try {
      return names + " " + Cluster.worker() + " " + Cluster.workers();
    } catch (IllegalStateException e) {
      return names + " " + e.getMessage();
    }
  }

  private static void spin() {
    IO.println("spinning");
    while (true) {
      Thread.onSpinWait();
    }
  }

  private static void bindCarelessly(int port) throws IOException {
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> IO.println("uncaught " + e));
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port));
    } catch (BindException e) {
      var _ = Objects.requireNonNull(Cluster.worker()).disconnect();
      throw new IllegalStateException("careless", e);
    }
  }

  private static void conduct(Arguments arguments) throws Exception {
    Cluster.on(ClusterEvent.class, event -> tell("cluster", event));
    Cluster.on(Fork.class, fork -> fork.worker().on(ClusterEvent.class, e -> tell("worker", e)));
    Cluster.on(Listening.class, _ -> LISTENING.countDown());
    if (arguments.has("frames")) {
      Cluster.on(Online.class, event -> sayNonsense(event.worker()));
    }
    if (arguments.has("careless")) {
      ServerSocketChannel.open().bind(new InetSocketAddress(arguments.number("port")));
    }
    new ScriptedPrimary(arguments).begin();
    if (arguments.has("fail")) {
      LISTENING.await();
      throw new IllegalStateException("as expected");
    }
  }

  private static void tell(String listener, ClusterEvent event) {
    String kind = listener + " " + event.getClass().getSimpleName();
    switch (event) {
      case Setup _ -> IO.println(kind);
      case Fork(Worker worker) -> IO.println(kind + facts(worker));
      case Online(Worker worker) -> IO.println(kind + facts(worker));
      case Listening listening ->
          IO.println(kind + facts(listening.worker()) + portOf(listening.address()));
      case Message(Worker worker, var body, _) -> IO.println(kind + facts(worker) + body);
      case Disconnect(Worker worker) -> IO.println(kind + facts(worker));
      case Exit(Worker worker, var status) -> IO.println(kind + facts(worker) + status);
      default -> IO.println(kind);
    }
  }

  private static String portOf(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "none";
  }

  private static String facts(Worker worker) {
    return " %d %s connected=%s dead=%s voluntary=%s among=%s "
        .formatted(
            worker.id(),
            worker.state().getClass().getSimpleName(),
            worker.isConnected(),
            worker.isDead(),
            worker.exitedAfterDisconnect(),
            Cluster.workers().containsValue(worker));
  }

  /** What no primary says, so there is no other way to say it. */
  private static void sayNonsense(Worker worker) {
    Set<FrameType> sensible =
        EnumSet.of(
            FrameType.MESSAGE,
            FrameType.HANDLES,
            FrameType.DISCONNECT,
            FrameType.STOP,
            FrameType.ADMIT,
            FrameType.ASK_HEALTH);
    try {
      Outbox outbox = (Outbox) field(field(worker, "handle"), "outbox");
      for (FrameType type : EnumSet.complementOf(EnumSet.copyOf(sensible))) {
        outbox.send(Frame.encode(type), null).join();
      }
      IO.println("nonsense is said");
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
