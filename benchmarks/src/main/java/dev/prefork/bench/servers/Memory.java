package dev.prefork.bench.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a process.
 *
 * @param rss the resident megabytes, with all shared pages
 * @param pss the same, with each shared page divided by the number of processes that share it
 */
public record Memory(double rss, double pss) {
  private static final double MEGA = 1024.0;

  /** {@return the memory of each process of a server, a primary before its workers} */
  public static List<Memory> of(Server server) throws IOException {
    List<Memory> all = new ArrayList<>();
    for (ProcessHandle process : server.processes().toList()) {
      all.add(of(process.pid()));
    }
    return all;
  }

  private static Memory of(long pid) throws IOException {
    double rss = 0;
    double pss = 0;
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
      String[] words = line.split(" +", -1);
      rss += words[0].equals("Rss:") ? Long.parseLong(words[1]) / MEGA : 0;
      pss += words[0].equals("Pss:") ? Long.parseLong(words[1]) / MEGA : 0;
    }
    return new Memory(rss, pss);
  }

  /** {@return the mean of several processes} */
  public static Memory mean(List<Memory> all) {
    return new Memory(
        all.stream().mapToDouble(Memory::rss).average().orElse(0),
        all.stream().mapToDouble(Memory::pss).average().orElse(0));
  }
}
