package dev.prefork.bench.load;

import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.programs.ReuseportProvider;
import dev.prefork.bench.programs.Workers;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Starts servers that tell a client the number of their process.
 *
 * @param service how
 */
public record Contenders(Plan plan, Service service) {
  public static final String ALONE = "Java, SO_REUSEPORT";
  public static final String C = "C, SO_REUSEPORT";
  public static final String BUN = "Bun, SO_REUSEPORT";

  private static final int CLIENTS = 32;

  public Connect clients() throws IOException, InterruptedException {
    return new Connect(plan.tools().compiled("connect"), service, CLIENTS);
  }

  /** Measures all of so many processes in turns; the table has a row for each. */
  public void compete(
      int processes, Turns turns, Section section, Table table, Turns.Turn<Server> turn)
      throws InterruptedException {
    try (Servers servers = all(new Servers(section), processes)) {
      turns.run(servers.awaitAccepting(table), Server::name, plan, section, turn);
    }
  }

  private Servers all(Servers servers, int processes) throws InterruptedException {
    servers.add(ALONE, () -> java(processes));
    for (SchedulingPolicy policy : plan.policies()) {
      servers.add("Prefork " + policy, () -> prefork(policy, processes, 1));
    }
    servers
        .add("Node rr", () -> node("rr", processes))
        .add("Node none", () -> node("none", processes));
    return switch (service) {
      case TCP -> servers.add(BUN, () -> bun(processes)).add(C, () -> c(processes));
      case SLOW, KEEPING -> servers;
      case HTTP ->
          servers
              .add(BUN, () -> bun(processes))
              .add(Nginx.name(false), () -> Nginx.start(plan, processes, false))
              .add(Nginx.name(true), () -> Nginx.start(plan, processes, true));
    };
  }

  /**
   * Workers of a primary.
   *
   * @param ports how many ports they serve, from {@link Server#port} on
   */
  public Server prefork(SchedulingPolicy policy, int workers, int ports) throws IOException {
    int port = Server.freePorts(ports);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(policy.shortName(), Integer.toString(workers)));
    arguments.add(service.mainClass());
    arguments.addAll(List.of(Integer.toString(port), Integer.toString(ports)));
    List<String> command =
        Programs.java(
            List.of("--enable-native-access=ALL-UNNAMED"),
            System.getProperty("java.class.path"),
            Workers.class.getName(),
            arguments);
    return Server.start("Prefork " + policy, port, List.of(command));
  }

  /** The same program in processes that share the port by {@code SO_REUSEPORT}. */
  public Server java(int processes) throws IOException {
    int port = Server.freePorts(1);
    List<String> command =
        Programs.java(
            ReuseportProvider.OPTIONS,
            System.getProperty("java.class.path"),
            service.mainClass(),
            List.of(Integer.toString(port), "1"));
    return Server.start(ALONE, port, Collections.nCopies(processes, command));
  }

  /** A loop in C, which knows no HTTP. */
  public Server c(int processes) throws IOException, InterruptedException {
    String binary = plan.tools().compiled("accept").toString();
    int port = Server.freePorts(1);
    return Server.start(C, port, List.of(List.of(binary, text(port), text(processes))));
  }

  /** Node's cluster. */
  public Server node(String policy, int workers) throws IOException, InterruptedException {
    String binary = plan.tools().node().toString();
    String program = plan.source("node", service.script()).toString();
    int port = Server.freePorts(1);
    List<String> command = List.of(binary, program, policy, text(workers), text(port));
    return Server.start("Node " + policy, port, List.of(command));
  }

  /** Processes of Bun's that share the port by {@code SO_REUSEPORT}. */
  public Server bun(int processes) throws IOException, InterruptedException {
    String binary = plan.tools().bun().toString();
    String program = plan.source("bun", service.script()).toString();
    int port = Server.freePorts(1);
    List<String> command = List.of(binary, program, text(port));
    return Server.start(BUN, port, Collections.nCopies(processes, command));
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
