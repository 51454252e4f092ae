package dev.prefork.bench.load;

import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many connections each process has or had.
 *
 * @param counts by what it says of itself
 */
public record Shares(Map<String, Long> counts) {

  static Shares of(Stream<String> answers) {
    return new Shares(
        answers.collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
  }

  /** Who has one at least. */
  public int served() {
    return counts.size();
  }

  /** What one of them has of all, from 0 to 1. */
  public double part(String process) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    return counts.getOrDefault(process, 0L) / all;
  }

  /** Those of the others. */
  public Shares without(String process) {
    return new Shares(
        counts.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(process))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * What the one that has most has for one of the one that has fewest: infinite if one of so many
   * processes has nothing, as is all but certain under STICKY, with one client address.
   */
  public double spread(int processes) {
    return served() < processes
        ? Double.POSITIVE_INFINITY
        : (double) Collections.max(counts.values()) / Collections.min(counts.values());
  }
}
