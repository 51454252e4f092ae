package dev.prefork.bench.frame;

import dev.prefork.bench.report.Section;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * All that are compared take turns, round by round, so that all see the same machine; each round in
 * another order, the same in each run. Who fails takes part no longer.
 *
 * @param warmUp rounds that do not count
 * @param rounds that do
 */
public record Turns(int warmUp, int rounds) {
  private static final long SEED = 20;

  /** Measures one of them once. */
  public interface Turn<T> {
    /**
     * Measures.
     *
     * @param counts whether the figures are wanted
     */
    void take(T contender, boolean counts) throws IOException, InterruptedException;
  }

  public <T> void run(
      List<T> contenders, Function<T, String> name, Plan plan, Section section, Turn<T> turn)
      throws InterruptedException {
    List<T> left = new ArrayList<>(contenders);
    Random order = new Random(SEED);
    for (int round = 1 - warmUp; round <= rounds; round++) {
      plan.progress().round(round, rounds);
      for (T contender : List.copyOf(left)) {
        plan.progress().step(name.apply(contender));
        try {
          turn.take(contender, round > 0);
        } catch (IOException e) {
          section.miss(name.apply(contender), "from round " + round + " on: " + e.getMessage());
          left.remove(contender);
        }
      }
      Collections.shuffle(left, order); // nobody always follows the same one
    }
  }
}
