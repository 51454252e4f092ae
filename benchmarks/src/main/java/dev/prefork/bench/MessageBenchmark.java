package dev.prefork.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Messages between a primary and one worker, beside Node's. Both clusters run all the time and take
 * turns, measure by measure, so that both see the same machine; while one works the other waits.
 */
final class MessageBenchmark {
  private static final int WARM_UP = 3;

  private final Map<Measure, List<Double>> prefork = new EnumMap<>(Measure.class);
  private final Map<Measure, List<Double>> node = new EnumMap<>(Measure.class);

  private MessageBenchmark() {}

  /**
   * Runs the benchmark and prints medians and ratios.
   *
   * @param args Node's binary, its program, and the number of rounds
   */
  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[2]);
    ProcessBuilder theirs =
        new ProcessBuilder(args[0], args[1], "json").redirectError(ProcessBuilder.Redirect.INHERIT);
    MessageBenchmark benchmark = new MessageBenchmark();
    try (Peer ours = new Peer(Programs.primary(MessagePeer.class, "json"));
        Peer other = new Peer(theirs)) {
      for (int round = -WARM_UP; round < rounds; round++) {
        benchmark.round(round, ours, other);
      }
    }
    benchmark.print(rounds);
  }

  /** Every other round begins with the other one. */
  private void round(int round, Peer ours, Peer other) throws IOException {
    for (Measure measure : Measure.values()) {
      boolean oursFirst = round % 2 == 0;
      double first = (oursFirst ? ours : other).perSecond(measure);
      double second = (oursFirst ? other : ours).perSecond(measure);
      if (round >= 0) {
        add(prefork, measure, oursFirst ? first : second);
        add(node, measure, oursFirst ? second : first);
      }
    }
  }

  private static void add(Map<Measure, List<Double>> figures, Measure measure, double figure) {
    figures.computeIfAbsent(measure, _ -> new ArrayList<>()).add(figure);
  }

  private void print(int rounds) {
    System.out.printf("messages as JSON, medians of %d rounds%n%n", rounds);
    System.out.printf("%-42s %10s %10s %7s%n", "", "Prefork", "Node", "ratio");
    for (Measure measure : Measure.values()) {
      double ours = Statistics.median(prefork.getOrDefault(measure, List.of()));
      double theirs = Statistics.median(node.getOrDefault(measure, List.of()));
      System.out.printf("%-42s %10.0f %10.0f %7.2f%n", measure.title, ours, theirs, ours / theirs);
    }
  }

  /** A cluster that does what it is told, a line for each order and each answer. */
  private static final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedWriter orders;
    private final BufferedReader answers;

    Peer(ProcessBuilder program) throws IOException {
      process = program.start();
      orders = process.outputWriter();
      answers = process.inputReader();
    }

    double perSecond(Measure measure) throws IOException {
      orders.write(measure.order() + "\n");
      orders.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(process.info().command().orElse("a cluster") + " ended early");
      }
      return Double.parseDouble(answer);
    }

    @Override
    public void close() throws IOException {
      orders.close();
      process.onExit().join();
    }
  }
}
