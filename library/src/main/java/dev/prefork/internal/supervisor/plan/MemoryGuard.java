package dev.prefork.internal.supervisor.plan;

import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import java.util.List;
import java.util.function.Supplier;

/**
 * Prevents forks for which there is not enough memory: refuses a change before it begins, and
 * delays single forks while memory is low. Confined to the supervisor's thread after the check at
 * the start.
 */
public final class MemoryGuard {
  /** The delay of forks after memory was low. */
  static final long DELAY_MILLIS = 5000;

  private static final String ADVICE =
      "; use fewer workers or a smaller heap (-Xmx), or continue with --force";

  private final Supplier<Memory> memory;
  private String shortage = "";
  private long notBefore;

  /** Creates a guard that asks the supplier for the memory at each check. */
  public MemoryGuard(Supplier<Memory> memory) {
    this.memory = memory;
  }

  /**
   * Refuses new workers that do not fit.
   *
   * @param force whether to return a warning instead
   * @return the warning, or an empty text
   * @throws IllegalStateException if the memory does not suffice, with the sizes
   */
  public String require(MemoryNeed need, boolean force) {
    String refusal = need.workers() <= 0 ? "" : need.refusal(memory.get());
    if (refusal.isEmpty()) {
      return "";
    }
    if (!force) {
      throw new IllegalStateException(refusal + ADVICE);
    }
    return "forced: " + refusal;
  }

  /**
   * Checks whether there is memory for one more worker.
   *
   * @param starting how many workers are starting
   * @return true if there is not; {@link #shortage} returns the sizes
   */
  public boolean isLow(int starting, long now) {
    shortage = MemoryNeed.shortage(memory.get(), starting);
    if (shortage.isEmpty()) {
      return false;
    }
    notBefore = now + DELAY_MILLIS;
    return true;
  }

  /** Returns whether forks are delayed. */
  public boolean isDelaying(long now) {
    return now < notBefore;
  }

  /** Returns the note about the delay. */
  public String note() {
    return shortage + "; next attempt in " + DELAY_MILLIS / 1000 + " s";
  }

  /** Returns a failure that does not count as one of the program. */
  public WorkerFailure failure(Action.Fork fork) {
    return new WorkerFailure(
        fork.slot(), fork.generation(), true, Outlook.OPEN, shortage, List.of());
  }

  /** Ends the shortage when the plan forks no worker. */
  public void update(List<Action> plan, long now) {
    if (!isDelaying(now) && plan.stream().noneMatch(Action.Fork.class::isInstance)) {
      shortage = "";
    }
  }

  /** Returns why memory delays a fork; empty if it does not. */
  public String shortage() {
    return shortage;
  }
}
