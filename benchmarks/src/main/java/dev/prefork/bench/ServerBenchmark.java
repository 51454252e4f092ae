package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Requests per second of a server in two workers, beside the same in two processes that share their
 * port by SO_REUSEPORT and know nothing of Prefork. All are there at the same time and take turns.
 */
final class ServerBenchmark {
  private static final int SECONDS = 2;
  private static final int WARM_UP =
      5; // JIT compilers have done most of what they do after ten seconds of each load
  private static final int ROUNDS = 3;

  private final String commandPath;
  private final ServerProgram program;

  /** What one contestant reached with one kind of load, one after the other. */
  private record Figures(List<Double> rates, List<Double> micros) {
    Figures() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(Contestant.Load load) {
      rates.add(load.requestsPerSecond());
      micros.add(load.processorMicros());
    }

    void addMedians(Figures other) {
      rates.add(Statistics.median(other.rates));
      micros.add(Statistics.median(other.micros));
    }
  }

  /** The same for both kinds of load: over connections that stay, and a connection for each. */
  private record Rates(Figures keepAlive, Figures closing) {
    Rates() {
      this(new Figures(), new Figures());
    }

    void addMedians(Rates other) {
      keepAlive.addMedians(other.keepAlive);
      closing.addMedians(other.closing);
    }
  }

  private ServerBenchmark(String commandPath, ServerProgram program) {
    this.commandPath = commandPath;
    this.program = program;
  }

  /**
   * Runs the benchmark and prints medians and ratios.
   *
   * @param args the class path of the command; a server's jar, and its first argument; how many
   *     times to start all
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int starts = Integer.parseInt(args[3]);
    Path keys = Files.createTempDirectory("prefork-bench").resolve("keys.p12");
    try {
      makeKeys(keys);
      ServerProgram program = new ServerProgram(Path.of(args[1]), args[2], keys);
      new ServerBenchmark(args[0], program).run(starts);
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

  private void run(int starts) throws IOException, InterruptedException {
    Map<String, Rates> rates = new LinkedHashMap<>();
    for (int start = 1; start <= starts; start++) {
      System.err.println("start " + start + " of " + starts);
      runOnce(rates, start);
    }
    print(rates, starts);
  }

  /**
   * Adds a median of each contestant. What its compiler has made of a server stays with a JVM for
   * its life, so one start is one sample, however many rounds it had.
   */
  private void runOnce(Map<String, Rates> rates, int shift)
      throws IOException, InterruptedException {
    Map<Contestant, Rates> sample = new LinkedHashMap<>();
    try {
      for (Contestant contestant : start()) {
        sample.put(contestant, new Rates());
      }
      for (Contestant contestant : sample.keySet()) {
        contestant.awaitReady();
      }
      List<Map.Entry<Contestant, Rates>> turns = new ArrayList<>(sample.entrySet());
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        Collections.rotate(turns, shift);
        for (Map.Entry<Contestant, Rates> turn : turns) {
          measure(turn.getKey(), round >= 0 ? turn.getValue() : new Rates());
        }
      }
    } finally {
      sample.keySet().forEach(Contestant::close);
    }
    sample.forEach(
        (contestant, rate) ->
            rates.computeIfAbsent(contestant.name(), _ -> new Rates()).addMedians(rate));
  }

  private List<Contestant> start() throws IOException {
    List<Contestant> contestants = new ArrayList<>();
    contestants.add(Contestant.alone(program));
    for (SchedulingPolicy policy : SchedulingPolicy.values()) {
      contestants.add(Contestant.workers(policy, commandPath, program));
    }
    return contestants;
  }

  private static void measure(Contestant contestant, Rates rates) {
    rates.keepAlive().add(contestant.load(false, SECONDS));
    rates.closing().add(contestant.load(true, SECONDS));
  }

  private void print(Map<String, Rates> rates, int starts) {
    Rates base = rates.values().iterator().next();
    System.out.printf(
        "%s %s, two processes, medians of %d starts, each the median of %d rounds of %d s%n%n",
        program.jar().getFileName(), program.kind(), starts, ROUNDS, SECONDS);
    System.out.println("ratios to the first; microseconds of processor time, of all processes");
    print("connections that stay", rates, base.keepAlive(), Rates::keepAlive);
    print("a connection for each request", rates, base.closing(), Rates::closing);
  }

  private static void print(
      String title, Map<String, Rates> rates, Figures base, Function<Rates, Figures> kind) {
    System.out.printf(
        "%n%-30s %10s %7s %10s %7s%n", title, "requests/s", "ratio", "us/request", "ratio");
    rates.forEach(
        (name, both) -> {
          Figures figures = kind.apply(both);
          System.out.printf(
              "%-30s %10.0f %7.3f %10.1f %7.3f%n",
              name,
              Statistics.median(figures.rates()),
              Statistics.medianRatio(figures.rates(), base.rates()),
              Statistics.median(figures.micros()),
              Statistics.medianRatio(figures.micros(), base.micros()));
        });
  }
}
