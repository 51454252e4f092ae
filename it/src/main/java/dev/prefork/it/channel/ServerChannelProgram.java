package dev.prefork.it.channel;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.model.SchedulingPolicy;

/**
 * Prints {@code ok <name>} or {@code FAILED <name>: <reason>} for each check and at last {@code
 * done}. {@code jdk} runs the checks in this JVM; {@code rr} and {@code none} run them in a worker.
 */
public final class ServerChannelProgram {
  private ServerChannelProgram() {}

  /** The argument says where the checks run. */
  public static void main(String[] arguments) {
    SchedulingPolicy policy = SchedulingPolicy.byName(arguments[0]);
    if (policy == null || Cluster.isWorker()) {
      check();
    } else {
      Cluster.setupPrimary(Cluster.settings().withSchedulingPolicy(policy));
      Cluster.on(Exit.class, exit -> System.exit(exit.status().code()));
      Cluster.fork();
    }
  }

  private static void check() {
    Checks checks = new Checks();
    new AcceptChecks().addTo(checks);
    new AcceptedChecks().addTo(checks);
    new CloseChecks().addTo(checks);
    new SelectorChecks().addTo(checks);
    new AddressChecks().addTo(checks);
    new OptionChecks().addTo(checks);
    new AdaptorChecks().addTo(checks);
    new UnixChecks().addTo(checks);
    new DatagramChecks().addTo(checks);
    new ServerSocketChecks().addTo(checks);
    new ServerSocketAcceptChecks().addTo(checks);
    new AsynchronousChecks().addTo(checks);
    new AsynchronousGroupChecks().addTo(checks);
    new DatagramSocketChecks().addTo(checks);
    checks.run();
    System.exit(0); // although some failed check's thread may still run
  }

  /** Checks that belong together. */
  interface Family {
    /** Adds them, each with its name. */
    void addTo(Checks checks);
  }
}
