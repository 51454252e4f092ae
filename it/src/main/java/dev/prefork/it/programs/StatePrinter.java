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
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Prints each event of the primary with the worker's state at that moment, once as a listener of
 * the worker gets it and once as a listener of the cluster does.
 */
final class StatePrinter {
  private StatePrinter() {}

  static void start() {
    Cluster.on(ClusterEvent.class, event -> print("cluster", event));
    Cluster.on(Fork.class, fork -> fork.worker().on(ClusterEvent.class, e -> print("worker", e)));
  }

  private static void print(String listener, ClusterEvent event) {
    String name = listener + " " + event.getClass().getSimpleName();
    switch (event) {
      case Setup _ -> IO.println(name);
      case Fork(Worker worker) -> IO.println(name + state(worker));
      case Online(Worker worker) -> IO.println(name + state(worker));
      case Listening listening ->
          IO.println(name + state(listening.worker()) + port(listening.address()));
      case Message(Worker worker, var body, _) -> IO.println(name + state(worker) + body);
      case Disconnect(Worker worker) -> IO.println(name + state(worker));
      case Exit(Worker worker, var status) -> IO.println(name + state(worker) + status);
      default -> IO.println(name);
    }
  }

  private static String port(SocketAddress address) {
    return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "none";
  }

  private static String state(Worker worker) {
    return " %d %s %s among=%s "
        .formatted(
            worker.id(),
            worker.state().getClass().getSimpleName(),
            flags(worker),
            Cluster.workers().containsValue(worker));
  }

  /** {@return what this process knows about its side} */
  @SuppressWarnings("deprecation") // isMaster() is the old name
  static String sides() {
    String names =
        "primary=%s master=%s worker=%s"
            .formatted(Cluster.isPrimary(), Cluster.isMaster(), Cluster.isWorker());
    try {
      return names + " " + Cluster.worker() + " " + Cluster.workers();
    } catch (IllegalStateException e) {
      return names + " " + e.getMessage();
    }
  }

  /** {@return what both sides can ask of a worker} */
  static String flags(Worker worker) {
    return "connected=%s dead=%s voluntary=%s"
        .formatted(worker.isConnected(), worker.isDead(), worker.exitedAfterDisconnect());
  }
}
