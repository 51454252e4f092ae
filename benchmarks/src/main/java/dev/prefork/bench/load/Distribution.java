package dev.prefork.bench.load;

import java.util.Collections;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How many connections each process has served.
 *
 * @param counts the number of connections by the name that a process sends
 */
public record Distribution(Map<String, Long> counts) {

  static Distribution of(Stream<String> answers) {
    return new Distribution(
        answers.collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));
  }

  /** {@return how many processes have served a connection} */
  public int processes() {
    return counts.size();
  }

  /** {@return the share of one process, from 0 to 1} */
  public double share(String process) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    return counts.getOrDefault(process, 0L) / all;
  }

  /** {@return the distribution over all other processes} */
  public Distribution without(String process) {
    return new Distribution(
        counts.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(process))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /**
   * Compares the busiest process with the idlest.
   *
   * @param processes the number of processes that could have served
   * @return the ratio of their connections; infinite if a process has none, which is almost certain
   *     under STICKY with one client address
   */
  public double spread(int processes) {
    return processes() < processes
        ? Double.POSITIVE_INFINITY
        : (double) Collections.max(counts.values()) / Collections.min(counts.values());
  }
}
