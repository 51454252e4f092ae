package dev.prefork.bench.harness;

import dev.prefork.bench.report.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Measures all candidates of a comparison one after the other, round by round, so that a change of
 * the machine's speed affects all of them. Each round has another order, which is the same in each
 * run. A candidate that fails is left out from then on.
 *
 * @param warmUp the number of rounds that do not count
 * @param rounds the number of rounds that count
 */
public record InterleavedRounds(int warmUp, int rounds) {
  private static final long SEED = 20;

  /** Measures a candidate once. */
  public interface Measurement<T> {
    /**
     * Measures a candidate.
     *
     * @param counts whether to keep the figures
     */
    void measure(T candidate, boolean counts) throws IOException, InterruptedException;
  }

  /**
   * Runs all rounds.
   *
   * @param name how to name a candidate
   * @param section where to list candidates that failed
   */
  public <T> void run(
      List<T> candidates,
      Function<T, String> name,
      Plan plan,
      Section section,
      Measurement<T> measurement)
      throws InterruptedException {
    List<T> remaining = new ArrayList<>(candidates);
    Random order = new Random(SEED);
    for (int round = 1 - warmUp; round <= rounds; round++) {
      plan.progress().round(round, rounds);
      for (T candidate : List.copyOf(remaining)) {
        plan.progress().step(name.apply(candidate));
        try {
          measurement.measure(candidate, round > 0);
        } catch (IOException e) {
          section.miss(name.apply(candidate), "from round " + round + " on: " + e.getMessage());
          remaining.remove(candidate);
        }
      }
      Collections.shuffle(remaining, order); // no candidate always follows the same one
    }
  }
}
