package dev.prefork.internal.supervisor.plan;

import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.Sizing;
import dev.prefork.supervisor.model.StartupOptions;
import java.util.function.IntPredicate;

/**
 * Decides how many workers a reload replaces at a time: as many as processors are idle, unless the
 * options say how many.
 *
 * @param wanted the number that the options ask for, or 0
 * @param processors the processors of this machine
 * @param hasMemory returns whether there is memory for so many more workers
 */
public record Parallelism(int wanted, int processors, IntPredicate hasMemory) {
  /** Returns the rule for this machine. */
  public static Parallelism of(StartupOptions options) {
    return new Parallelism(
        options.parallel(),
        Sizing.ofThisProcess().processors(),
        workers -> MemoryNeed.shortage(Memory.ofThisProcess(), workers).isEmpty());
  }

  /**
   * Returns the number.
   *
   * @param used how many processors the workers use
   */
  public int during(double used) {
    int idle = (int) Math.max(1, Math.round(processors - used));
    int most = wanted == 0 ? idle : wanted;
    while (most > 1 && !hasMemory.test(most)) {
      most--;
    }
    return most;
  }
}
