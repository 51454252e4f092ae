package dev.prefork.bench;

import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Dialogue;
import dev.prefork.bench.load.Programs;
import dev.prefork.bench.programs.MessagePeer;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.model.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Messages between a primary and one worker in both serializations, beside Node's. The clusters run
 * all the time and take turns, measure by measure, so that all see the same machine; while one
 * works the others wait.
 */
final class MessageBenchmark implements Benchmark {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;
  private static final double SECONDS_OF_A_ROUND = 30;
  private static final double QUICK_PART = 0.1;

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
    return (plan.rounds(ROUNDS) + plan.warmUp(WARM_UP)) * SECONDS_OF_A_ROUND * part(plan);
  }

  private static double part(Plan plan) {
    return plan.isQuick() ? QUICK_PART : 1;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    List<Peer> peers = new ArrayList<>();
    try {
      for (Serialization serialization : Serialization.values()) {
        start(peers, serialization, plan, section);
      }
      take(turns(peers), plan, section);
    } finally {
      peers.forEach(peer -> peer.cluster().close());
    }
  }

  private static void start(
      List<Peer> peers, Serialization serialization, Plan plan, Section section)
      throws InterruptedException {
    String name = serialization.shortName();
    String ours = "Prefork " + serialization;
    String theirs = "Node " + name;
    Table table = table(plan, section, serialization).order(List.of(ours, theirs)).against(theirs);
    section.attempt(
        ours,
        () ->
            peers.add(
                new Peer(ours, new Dialogue(Programs.primary(MessagePeer.class, name)), table)));
    section.attempt(theirs, () -> peers.add(new Peer(theirs, node(plan, name), table)));
  }

  private static Table table(Plan plan, Section section, Serialization serialization) {
    return section
        .table(
            serialization == Serialization.JSON ? "messages" : "messages-advanced",
            "Messages between a primary and one worker, %s, medians of %d rounds"
                .formatted(serialization, plan.rounds(ROUNDS)),
            MessageMeasure.columns())
        .turned();
  }

  private static Dialogue node(Plan plan, String serialization)
      throws IOException, InterruptedException {
    String binary = plan.tools().node().toString();
    String program = plan.source("node", "messages.mjs").toString();
    return new Dialogue(new ProcessBuilder(binary, program, serialization));
  }

  /**
   * Who is measured.
   *
   * @param cluster does what it is told, and answers with how many messages there were in a second
   * @param table of its serialization
   */
  private record Peer(String name, Dialogue cluster, Table table) {}

  /** One peer's turn at one measure. */
  private record Order(Peer peer, MessageMeasure measure) {
    String name() {
      return peer.name + ": " + measure.column().name();
    }

    double perSecond(double part) throws IOException {
      return Double.parseDouble(peer.cluster.ask(measure.order(part)));
    }
  }

  private static List<Order> turns(List<Peer> peers) {
    return Stream.of(MessageMeasure.values())
        .flatMap(measure -> peers.stream().map(peer -> new Order(peer, measure)))
        .toList();
  }

  private static void take(List<Order> orders, Plan plan, Section section)
      throws InterruptedException {
    new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
        .run(
            orders,
            Order::name,
            plan,
            section,
            (order, counts) -> {
              double figure = order.perSecond(part(plan));
              if (counts) {
                order.peer().table().add(order.peer().name(), order.measure().column(), figure);
              }
            });
  }
}
