package dev.prefork.bench.servers;

import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.load.ConnectionClients;
import dev.prefork.bench.programs.ClusterProgram;
import dev.prefork.bench.programs.ReuseportProvider;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The candidates of a comparison: Prefork under each policy and others, with the smallest server of
 * each language, which sends its process id.
 *
 * @param plan what to measure
 * @param service how the servers answer
 */
public record Candidates(Plan plan, Service service) {
  public static final String PLAIN = "Java, SO_REUSEPORT";
  public static final String C = "C, SO_REUSEPORT";
  public static final String BUN = "Bun, SO_REUSEPORT";

  private static final int CLIENTS = 32;

  /** {@return clients for these servers} */
  public ConnectionClients clients() throws IOException, InterruptedException {
    return new ConnectionClients(plan.tools().path("connect"), service == Service.HTTP, CLIENTS);
  }

  /**
   * Starts all candidates, and measures them in interleaved rounds.
   *
   * @param processes the number of processes or workers of each
   * @param table gets a row for each
   */
  public void measure(
      int processes,
      InterleavedRounds rounds,
      Section section,
      Table table,
      InterleavedRounds.Measurement<Server> measurement)
      throws InterruptedException {
    try (ServerGroup servers = all(new ServerGroup(section), processes)) {
      rounds.run(servers.awaitAccepting(table), Server::name, plan, section, measurement);
    }
  }

  private ServerGroup all(ServerGroup servers, int processes) throws InterruptedException {
    servers.add(PLAIN, () -> java(processes));
    for (SchedulingPolicy policy : plan.policies()) {
      servers.add("Prefork " + policy, () -> prefork(policy, processes, 1));
    }
    servers
        .add("Node rr", () -> node("rr", processes))
        .add("Node none", () -> node("none", processes));
    return switch (service) {
      case TCP -> servers.add(BUN, () -> bun(processes)).add(C, () -> c(processes));
      case SLOW, LONG_LIVED -> servers;
      case HTTP ->
          servers
              .add(BUN, () -> bun(processes))
              .add(Nginx.name(false), () -> Nginx.start(plan, processes, false))
              .add(Nginx.name(true), () -> Nginx.start(plan, processes, true));
    };
  }

  /**
   * Starts a cluster of Prefork.
   *
   * @param ports the number of ports to serve, from {@link Server#port} on
   */
  public Server prefork(SchedulingPolicy policy, int workers, int ports) throws IOException {
    int port = Server.freePorts(ports);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(policy.shortName(), Integer.toString(workers)));
    arguments.add(service.mainClass());
    arguments.addAll(List.of(Integer.toString(port), Integer.toString(ports)));
    List<String> command = JavaPrograms.primary(plan, ClusterProgram.class, arguments);
    return Server.start("Prefork " + policy, port, List.of(command));
  }

  /** Starts plain Java processes that share the port by {@code SO_REUSEPORT}. */
  public Server java(int processes) throws IOException {
    int port = Server.freePorts(1);
    List<String> command =
        JavaPrograms.java(
            ReuseportProvider.OPTIONS,
            plan.tools().classPath(),
            service.mainClass(),
            List.of(Integer.toString(port), "1"));
    return Server.start(PLAIN, port, Collections.nCopies(processes, command));
  }

  /** Starts the loop in C, which has no HTTP. */
  public Server c(int processes) throws IOException, InterruptedException {
    String binary = plan.tools().path("accept").toString();
    int port = Server.freePorts(1);
    return Server.start(C, port, List.of(List.of(binary, text(port), text(processes))));
  }

  /** Starts a cluster of Node. */
  public Server node(String policy, int workers) throws IOException, InterruptedException {
    String binary = plan.tools().path("node").toString();
    String program = plan.source("node", service.script()).toString();
    int port = Server.freePorts(1);
    List<String> command = List.of(binary, program, policy, text(workers), text(port));
    return Server.start("Node " + policy, port, List.of(command));
  }

  /** Starts processes of Bun that share the port by {@code SO_REUSEPORT}. */
  public Server bun(int processes) throws IOException, InterruptedException {
    String binary = plan.tools().path("bun").toString();
    String program = plan.source("bun", service.script()).toString();
    int port = Server.freePorts(1);
    List<String> command = List.of(binary, program, text(port));
    return Server.start(BUN, port, Collections.nCopies(processes, command));
  }

  private static String text(int number) {
    return Integer.toString(number);
  }
}
