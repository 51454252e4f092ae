package dev.prefork.bench;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Worker;
import dev.prefork.bench.frame.Benchmark;
import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.frame.Turns;
import dev.prefork.bench.load.Programs;
import dev.prefork.bench.programs.FirstFork;
import dev.prefork.bench.programs.HelloServer;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How long it takes until a program listens: as a plain {@code java} process, as a worker of a
 * primary that runs, and as the first worker of a primary that has just started. One after the
 * other, round by round, so that all see the same machine.
 */
final class StartBenchmark implements Benchmark {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 25;
  private static final double SECONDS_OF_A_ROUND = 0.5;

  private static final Column LISTENING = Column.of("listening", "ms", 1).less();

  private final BlockingQueue<Worker> listening = new LinkedBlockingQueue<>();

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String about() {
    return "how long until a program listens, alone and as a worker";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    return (plan.rounds(ROUNDS) + plan.warmUp(WARM_UP)) * SECONDS_OF_A_ROUND;
  }

  /** One way to start. */
  private record Way(String name, Millis millis) {
    interface Millis {
      double measure() throws IOException, InterruptedException;
    }
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Table table =
        section.table(
            "start",
            "Milliseconds until the program listens, medians of %d rounds"
                .formatted(plan.rounds(ROUNDS)),
            LISTENING);
    List<Way> ways =
        List.of(
            new Way("plain java", StartBenchmark::plainMillis),
            new Way("Prefork", this::forkedMillis),
            new Way("Prefork, first of a new primary", StartBenchmark::firstMillis));
    table.order(ways.stream().map(Way::name).toList());
    Cluster.setupPrimary(
        Cluster.settings()
            .withExec(HelloServer.class.getName())
            .withArgs(List.of("0", "quiet"))
            .withExecArgv(List.of()));
    Cluster.on(Listening.class, event -> listening.add(event.worker()));
    Worker keeper = Cluster.fork(); // keeps the primary running between rounds
    Worker _ = listening.take();
    new Turns(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
        .run(
            ways,
            Way::name,
            plan,
            section,
            (way, counts) -> {
              double millis = way.millis().measure();
              if (counts) {
                table.add(way.name(), LISTENING, millis);
              }
            });
    keeper.kill();
  }

  private static double plainMillis() throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = Programs.plain(HelloServer.class, "0", "say").start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      double millis = millisSince(start);
      if (line == null) {
        throw new IOException("the program did not listen");
      }
      return millis;
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private double forkedMillis() throws InterruptedException {
    long start = System.nanoTime();
    Worker worker = Cluster.fork();
    Worker told = listening.take();
    double millis = millisSince(start);
    worker.kill();
    worker.onExit().join();
    if (told.id() != worker.id()) {
      throw new IllegalStateException("not the worker that was forked: " + told);
    }
    return millis;
  }

  private static double firstMillis() throws IOException, InterruptedException {
    Process process = Programs.primary(FirstFork.class).start();
    try (BufferedReader output = process.inputReader()) {
      String line = output.readLine();
      if (line == null) {
        throw new IOException("the first worker did not listen");
      }
      return Double.parseDouble(line);
    } finally {
      process.waitFor();
    }
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
