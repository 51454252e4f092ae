package dev.prefork.bench.report;

import static dev.prefork.bench.report.Goal.atLeast;
import static dev.prefork.bench.report.Goal.atMost;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The goals of Prefork on a machine with two cores. */
final class Goals {
  private static final String RR = "Prefork ROUND_ROBIN";
  private static final String KERNEL = "Prefork KERNEL";
  private static final String PLAIN = "Java, SO_REUSEPORT";
  private static final String NODE = "Node rr";

  private Goals() {}

  /** A goal and the measured figure. */
  record Verdict(Goal goal, double figure) {
    String text() {
      return goal.verdict(figure);
    }
  }

  static List<Verdict> verdicts(Results results) {
    return Stream.of(
            connections(), growth(), keepAlive(), messages(), start(), memory(), fairness())
        .flatMap(List::stream)
        .map(goal -> new Verdict(goal, goal.figure().applyAsDouble(results)))
        .toList();
  }

  private static List<Goal> connections() {
    String tcp = "connections-tcp";
    String http = "connections-http";
    String first = "primary";
    return List.of(
        atLeast(3, "new connections, ROUND_ROBIN : Node rr", ratio(tcp, "new", RR, NODE)),
        atLeast(3, "the same over HTTP", ratio(http, "new", RR, NODE)),
        atLeast(
            0.85,
            "new connections, ROUND_ROBIN : C loop",
            ratio(tcp, "new", RR, "C, SO_REUSEPORT")),
        atLeast(0.95, "new connections, KERNEL : plain Java", ratio(tcp, "new", KERNEL, PLAIN)),
        atLeast(0.95, "the same over HTTP", ratio(http, "new", KERNEL, PLAIN)),
        atLeast(1, "new connections, KERNEL : Bun", ratio(tcp, "new", KERNEL, "Bun, SO_REUSEPORT")),
        atLeast(1, "the same over HTTP", ratio(http, "new", KERNEL, "Bun, SO_REUSEPORT")),
        atMost(
            0.25,
            "primary's processor time per connection, ROUND_ROBIN : Node rr",
            ratio(tcp, first, RR, NODE)));
  }

  private static List<Goal> growth() {
    return List.of(
        atMost(
            1.1,
            "primary's processor time per connection, 64 workers : 2",
            ratio("growth-workers", "primary", "64", "2")));
  }

  /** The slowest policy counts. */
  private static List<Goal> keepAlive() {
    return Stream.of("jdk", "netty", "tomcat")
        .map(
            server ->
                atLeast(
                    0.99,
                    "keep-alive connections, " + server + ", the slowest policy : plain Java",
                    results -> slowest(results, "servers-" + server + "-keep-alive")))
        .toList();
  }

  private static double slowest(Results results, String id) {
    return results.table(id).stream()
        .flatMap(
            table ->
                table.rows().stream()
                    .filter(row -> row.startsWith("Prefork "))
                    .map(row -> table.ratio(row, PLAIN, table.column("requests"))))
        .mapToDouble(Double::doubleValue)
        .min()
        .orElse(Double.NaN);
  }

  private static List<Goal> messages() {
    return List.of(
        atLeast(4, "JSON round trips, 1 in flight : Node", message("round trips, 1 in flight")),
        atLeast(4, "JSON one way, worker to primary : Node", message("worker to primary")),
        atLeast(4, "JSON one way, primary to worker : Node", message("primary to worker")),
        atLeast(3, "JSON 1 MB, worker to primary : Node", message("1 MB, worker to primary")),
        atLeast(3, "JSON 1 MB, primary to worker : Node", message("1 MB, primary to worker")));
  }

  private static ToDoubleFunction<Results> message(String column) {
    return ratio("messages", column, "Prefork JSON", "Node json");
  }

  private static List<Goal> start() {
    return List.of(
        atMost(
            1.25,
            "fork to listening : plain java, no AOT cache",
            ratio("start", "listening", "Prefork", "plain java")),
        atMost(
            1,
            "fork to listening with AOT cache : plain java",
            ratio("start", "listening", "Prefork, AOT cache", "plain java")));
  }

  private static List<Goal> memory() {
    return Stream.of("", ", quiet").flatMap(Goals::memory).toList();
  }

  private static Stream<Goal> memory(String state) {
    String prefork = "Prefork, 16 workers" + state;
    String java = "Java, 16 workers" + state;
    return Stream.of(
        atMost(
            6,
            "MB PSS that Prefork adds to a worker, of 16" + state,
            results ->
                figure(results, "memory", "worker PSS", prefork)
                    - figure(results, "memory", "worker PSS", java)),
        atMost(
            60,
            "MB RSS of the primary of 16 workers" + state,
            results -> figure(results, "memory", "primary RSS", prefork)));
  }

  private static List<Goal> fairness() {
    return List.of(
        atMost(
            1.01,
            "busiest : idlest worker, ROUND_ROBIN, one by one",
            results -> figure(results, "fairness", "one by one", RR)),
        atMost(
            1.05,
            "busiest : idlest worker, ROUND_ROBIN, full load",
            results -> figure(results, "fairness", "full load", RR)));
  }

  private static ToDoubleFunction<Results> ratio(
      String id, String column, String row, String other) {
    return results ->
        results
            .table(id)
            .map(table -> table.ratio(row, other, table.column(column)))
            .orElse(Double.NaN);
  }

  private static double figure(Results results, String id, String column, String row) {
    Optional<Table> table = results.table(id);
    return table.map(known -> known.figure(row, known.column(column))).orElse(Double.NaN);
  }
}
