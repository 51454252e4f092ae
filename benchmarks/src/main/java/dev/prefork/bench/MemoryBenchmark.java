package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What processes take up that have answered some connections: RSS, which counts what several share
 * in each of them, and PSS, which divides it.
 */
final class MemoryBenchmark {
  private static final List<Integer> COUNTS = List.of(1, 4, 16);
  private static final int SECONDS = 2;
  private static final int RATE = 500;
  private static final double MEGA = 1024.0;

  private final Contenders contenders;
  private final Connect clients;

  /** Megabytes of processes. */
  private record Memory(double rss, double pss) {
    static Memory of(long pid) throws IOException {
      double rss = 0;
      double pss = 0;
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
        String[] words = line.split(" +", -1);
        rss += words[0].equals("Rss:") ? Long.parseLong(words[1]) / MEGA : 0;
        pss += words[0].equals("Pss:") ? Long.parseLong(words[1]) / MEGA : 0;
      }
      return new Memory(rss, pss);
    }

    static Memory mean(List<Memory> all) {
      return new Memory(
          all.stream().mapToDouble(Memory::rss).average().orElse(0),
          all.stream().mapToDouble(Memory::pss).average().orElse(0));
    }
  }

  private MemoryBenchmark(Contenders contenders) {
    this.contenders = contenders;
    this.clients = contenders.clients();
  }

  /**
   * Runs the benchmark and prints a table.
   *
   * @param args those of {@link Contenders}; more do not matter
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    new MemoryBenchmark(Contenders.of(args)).run();
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf(
        "megabytes, RSS / PSS, after %d connections to each%n%n%-26s %8s %16s %16s%n",
        SECONDS * RATE, "", "workers", "primary", "each worker");
    for (int count : COUNTS) {
      measure(Optional.of(contenders.java(count)), count, false);
      measure(Optional.of(contenders.prefork(SchedulingPolicy.ROUND_ROBIN, count, 1)), count, true);
      measure(contenders.node("rr", count), count, true);
    }
  }

  private void measure(Optional<Server> started, int count, boolean hasPrimary)
      throws IOException, InterruptedException {
    if (started.isEmpty()) {
      return;
    }
    try (Server server = started.get()) {
      server.awaitAccepting(server.port());
      do {
        clients.atRate(server.port(), SECONDS, (double) RATE * count);
      } while (server.processes().count() < count + (hasPrimary ? 1 : 0));
      List<Memory> all = memory(server.processes());
      Memory workers = Memory.mean(hasPrimary ? all.subList(1, all.size()) : all);
      System.out.printf(
          "%-26s %8d %16s %16s%n",
          server.name(), count, hasPrimary ? text(all.getFirst()) : "", text(workers));
    }
  }

  private static List<Memory> memory(Stream<ProcessHandle> processes) throws IOException {
    List<Memory> all = new ArrayList<>();
    for (ProcessHandle process : processes.toList()) {
      all.add(Memory.of(process.pid()));
    }
    return all;
  }

  private static String text(Memory memory) {
    return "%.1f / %.1f".formatted(memory.rss(), memory.pss());
  }
}
