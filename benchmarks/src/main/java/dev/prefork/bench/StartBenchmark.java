package dev.prefork.bench;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * How long it takes until a program listens: as a plain {@code java} process, as a worker of a
 * primary that runs, and as the first worker of a primary that has just started. One after the
 * other, round by round, so that all see the same machine.
 */
final class StartBenchmark {
  private static final int WARM_UP = 3;

  private final BlockingQueue<Worker> listening = new LinkedBlockingQueue<>();
  private final List<Double> plain = new ArrayList<>();
  private final List<Double> forked = new ArrayList<>();
  private final List<Double> first = new ArrayList<>();

  private StartBenchmark() {}

  /**
   * Runs the benchmark and prints medians and ratios.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = Integer.parseInt(args[0]);
    int code = 1;
    try {
      new StartBenchmark().run(rounds);
      code = 0;
    } finally {
      System.exit(code); // the primary would live on with its workers
    }
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Cluster.setupPrimary(
        Cluster.settings()
            .withExec(HelloServer.class.getName())
            .withArgs(List.of("0", "quiet"))
            .withExecArgv(List.of()));
    Cluster.on(Listening.class, event -> listening.add(event.worker()));
    Worker keeper = Cluster.fork(); // keeps the primary running between rounds
    Worker _ = listening.take();
    for (int round = -WARM_UP; round < rounds; round++) {
      measure(round >= 0);
    }
    print(rounds);
    keeper.kill();
  }

  private void measure(boolean counts) throws IOException, InterruptedException {
    double alone = plainMillis();
    double asWorker = forkedMillis();
    double asFirst = firstMillis();
    if (counts) {
      plain.add(alone);
      forked.add(asWorker);
      first.add(asFirst);
    }
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

  private void print(int rounds) {
    double base = Statistics.median(plain);
    System.out.printf("time until the program listens, medians of %d rounds%n%n", rounds);
    System.out.printf("%-34s %8s %7s%n", "", "ms", "ratio");
    row("plain java process", plain, base);
    row("fork() in a running primary", forked, base);
    row("the first fork() of a new primary", first, base);
  }

  private static void row(String name, List<Double> values, double base) {
    double median = Statistics.median(values);
    System.out.printf("%-34s %8.1f %7.2f%n", name, median, median / base);
  }
}
