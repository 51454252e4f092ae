package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests per second of a server in two workers, beside the same in two processes that share their
 * port by SO_REUSEPORT and know nothing of Prefork. All are there all the time and take turns.
 */
final class ServerBenchmark {
  private static final int SECONDS = 2;
  private static final int WARM_UP = 2;

  private final String commandPath;
  private final ServerProgram program;

  /** What one contestant reached, round by round. */
  private record Rates(List<Double> keepAlive, List<Double> closing) {}

  private ServerBenchmark(String commandPath, ServerProgram program) {
    this.commandPath = commandPath;
    this.program = program;
  }

  /**
   * Runs the benchmark and prints medians and ratios.
   *
   * @param args the class path of the command; a server's jar, and its first argument; how many
   *     rounds
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int rounds = args.length < 4 ? 15 : Integer.parseInt(args[3]);
    Path keys = Files.createTempDirectory("prefork-bench").resolve("keys.p12");
    try {
      makeKeys(keys);
      ServerProgram program = new ServerProgram(Path.of(args[1]), args[2], keys);
      new ServerBenchmark(args[0], program).run(rounds);
    } finally {
      Files.deleteIfExists(keys);
      Files.delete(keys.getParent());
    }
  }

  /** The servers want some for a second port, which is not measured. */
  private static void makeKeys(Path file) throws IOException, InterruptedException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> words =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=localhost",
            "-storepass",
            "changeit",
            "-keystore",
            file.toString());
    if (new ProcessBuilder(words).start().waitFor() != 0) {
      throw new IOException("keytool cannot make " + file);
    }
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Map<Contestant, Rates> rates = new LinkedHashMap<>();
    try {
      for (Contestant contestant : start()) {
        rates.put(contestant, new Rates(new ArrayList<>(), new ArrayList<>()));
      }
      for (Contestant contestant : rates.keySet()) {
        contestant.awaitReady();
      }
      for (int round = -WARM_UP; round < rounds; round++) {
        System.err.println("round " + (round + WARM_UP + 1) + " of " + (rounds + WARM_UP));
        measure(rates, round >= 0);
      }
    } finally {
      rates.keySet().forEach(Contestant::close);
    }
    print(rates, rounds);
  }

  private List<Contestant> start() throws IOException {
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(Contestant.alone(program));
    for (SchedulingPolicy policy : SchedulingPolicy.values()) {
      contestants.add(Contestant.workers(policy, commandPath, program));
    }
    return contestants;
  }

  private static void measure(Map<Contestant, Rates> rates, boolean counts) {
    rates.forEach(
        (contestant, rate) -> {
          double keepAlive = contestant.rate(false, SECONDS);
          double closing = contestant.rate(true, SECONDS);
          if (counts) {
            rate.keepAlive().add(keepAlive);
            rate.closing().add(closing);
          }
        });
  }

  private void print(Map<Contestant, Rates> rates, int rounds) {
    Rates base = rates.values().iterator().next();
    System.out.printf(
        "%s %s, two processes, medians of %d rounds of %d s%n%n",
        program.jar().getFileName(), program.kind(), rounds, SECONDS);
    System.out.printf(
        "%-20s %12s %7s %14s %7s%n", "", "requests/s", "ratio", "connections/s", "ratio");
    rates.forEach(
        (contestant, rate) ->
            System.out.printf(
                "%-20s %12.0f %7.3f %14.0f %7.3f%n",
                contestant.name(),
                Statistics.median(rate.keepAlive()),
                Statistics.medianRatio(rate.keepAlive(), base.keepAlive()),
                Statistics.median(rate.closing()),
                Statistics.medianRatio(rate.closing(), base.closing())));
  }
}
