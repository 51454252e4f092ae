package dev.prefork.internal.supervisor;

import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.Sizing;
import dev.prefork.supervisor.model.StartupOptions;
import java.util.function.IntPredicate;

/**
 * Decides how many workers a reload replaces at a time: as many as processors are idle, unless the
 * options say how many. Confined to the supervisor's thread.
 */
final class Parallelism {
  private final int wanted;
  private final int processors = Sizing.ofThisProcess().processors();
  private final WorkerPool pool;
  private final ChangeController changes;

  Parallelism(StartupOptions options, WorkerPool pool, ChangeController changes) {
    this.wanted = options.parallel();
    this.pool = pool;
    this.changes = changes;
  }

  /** Returns the number for the next pass. */
  int now() {
    return changes.isReplacing() ? of(wanted, processors, used(), Parallelism::hasMemory) : 1;
  }

  private double used() {
    return pool.all().stream().mapToDouble(supervised -> supervised.figures().cpu()).sum();
  }

  private static boolean hasMemory(int workers) {
    return MemoryNeed.shortage(Memory.ofThisProcess(), workers).isEmpty();
  }

  /**
   * Returns the number.
   *
   * @param wanted the number that the options ask for, or 0
   * @param processors the processors of this machine
   * @param used how many of them the workers use
   * @param hasMemory returns whether there is memory for so many more workers
   */
  static int of(int wanted, int processors, double used, IntPredicate hasMemory) {
    int idle = (int) Math.max(1, Math.round(processors - used));
    int most = wanted == 0 ? idle : wanted;
    while (most > 1 && !hasMemory.test(most)) {
      most--;
    }
    return most;
  }
}
