package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Programs;
import dev.prefork.bench.programs.MessagePeer;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Messages between a primary and one worker, beside Node's. The clusters run all the time and take
 * turns, measure by measure, so that all see the same machine; while one works the others wait.
 */
final class MessageBenchmark implements Benchmark {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;
  private static final double SECONDS_OF_A_ROUND = 8;

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String about() {
    return "messages between a primary and a worker, beside Node";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    return (plan.rounds(ROUNDS) + plan.warmUp(WARM_UP)) * SECONDS_OF_A_ROUND;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Table table =
        section
            .table(
                "messages",
                "Messages between a primary and one worker, medians of %d rounds"
                    .formatted(plan.rounds(ROUNDS)),
                MessageMeasure.columns())
            .against("Node json")
            .turned();
    List<Peer> peers = new ArrayList<>();
    try {
      peers.add(new Peer("Prefork JSON", Programs.primary(MessagePeer.class, "json")));
      section.attempt("Node json", () -> peers.add(node(plan, "json")));
      table.order(peers.stream().map(peer -> peer.name).toList());
      take(turns(peers), plan, section, table);
    } finally {
      peers.forEach(Peer::close);
    }
  }

  private static Peer node(Plan plan, String serialization)
      throws IOException, InterruptedException {
    String binary = plan.tools().node().toString();
    String program = plan.source("node", "messages.mjs").toString();
    return new Peer(
        "Node " + serialization,
        new ProcessBuilder(binary, program, serialization)
            .redirectError(ProcessBuilder.Redirect.INHERIT));
  }

  /** One peer's turn at one measure. */
  private record Order(Peer peer, MessageMeasure measure) {
    String name() {
      return peer.name + ": " + measure.column().name();
    }
  }

  private static List<Order> turns(List<Peer> peers) {
    return Stream.of(MessageMeasure.values())
        .flatMap(measure -> peers.stream().map(peer -> new Order(peer, measure)))
        .toList();
  }

  private static void take(List<Order> orders, Plan plan, Section section, Table table)
      throws InterruptedException {
    new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
        .run(
            orders,
            Order::name,
            plan,
            section,
            (order, counts) -> {
              double figure = order.peer().perSecond(order.measure());
              if (counts) {
                table.add(order.peer().name, order.measure().column(), figure);
              }
            });
  }

  /** A cluster that does what it is told, a line for each order and each answer. */
  private static final class Peer implements AutoCloseable {
    private final String name;
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    Peer(String name, ProcessBuilder program) throws IOException {
      this.name = name;
      process = program.start();
      orders = process.outputWriter();
      answers = process.inputReader();
    }

    double perSecond(MessageMeasure measure) throws IOException {
      orders.write(measure.order() + "\n");
      orders.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(process.info().command().orElse("a cluster") + " ended early");
      }
      return Double.parseDouble(answer);
    }

    @Override
    public void close() {
      try {
        orders.close();
      } catch (IOException e) {
        // it has ended before
      }
      process.onExit().join();
    }
  }
}
