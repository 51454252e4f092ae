package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.support.Arguments;

/**
 * A cluster whose primary runs the commands of standard input, see {@link ScriptedPrimary}. The
 * argument {@code worker=} selects what the workers do:
 *
 * <pre>
 * worker=scripted          run commands, the default: {@link ScriptedWorker}
 * worker=accept-loop       accept on a thread that is no daemon: {@link AcceptLoopWorker}
 * worker=binding           bind while they drain or are interrupted: {@link BindingWorker}
 * worker=datagrams         answer datagrams: {@link DatagramWorker}
 * worker=self-connecting   connect to their own server: {@link SelfConnectingWorker}
 * </pre>
 */
public final class ScriptedCluster {
  private ScriptedCluster() {}

  /** Runs the primary or a worker. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (arguments.has("states")) {
      IO.println("sides " + StatePrinter.sides());
    }
    if (Cluster.isPrimary()) {
      new ScriptedPrimary(arguments).start();
    } else {
      runWorker(arguments);
    }
  }

  private static void runWorker(Arguments arguments) throws Exception {
    switch (arguments.text("worker", "scripted")) {
      case "scripted" -> new ScriptedWorker(arguments).start();
      case "accept-loop" -> new AcceptLoopWorker(System.getenv("LOOP")).run();
      case "binding" -> new BindingWorker(System.getenv("BIND")).run();
      case "datagrams" -> new DatagramWorker(arguments).start();
      case "self-connecting" -> new SelfConnectingWorker(arguments).run();
      default -> throw new IllegalArgumentException("no such worker");
    }
  }
}
