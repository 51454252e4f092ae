package dev.prefork.internal.supervisor.plan;

import dev.prefork.internal.host.Memory;
import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import java.util.List;
import java.util.function.Supplier;

/**
 * Keeps workers from being started for which there is no memory: all of a change that cannot fit,
 * before it begins; and each single one when memory runs short. Only used on the supervisor's
 * thread, but for the check before its start.
 */
public final class MemoryGuard {
  /** How long nothing is started after memory has run short. */
  static final long PAUSE_MILLIS = 5000;

  private static final String ADVICE =
      "; give fewer workers or a smaller heap (-Xmx), or insist with --force";

  private final Supplier<Memory> memory;
  private String shortage = "";
  private long notBefore;

  /** With what says what there is at that time. */
  public MemoryGuard(Supplier<Memory> memory) {
    this.memory = memory;
  }

  /**
   * Refuses new workers that do not fit.
   *
   * @param force to warn instead
   * @return the warning, or nothing
   * @throws IllegalStateException with what they need and what there is
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
   * Looks whether one more worker can be started.
   *
   * @param starting how many have not come up yet
   * @return true if memory has just run short: {@link #shortage} says how
   */
  public boolean runsShort(int starting, long now) {
    shortage = MemoryNeed.shortage(memory.get(), starting);
    if (shortage.isEmpty()) {
      return false;
    }
    notBefore = now + PAUSE_MILLIS;
    return true;
  }

  /** True for a while after memory has run short. */
  public boolean isPausing(long now) {
    return now < notBefore;
  }

  /** What people are told when it begins. */
  public String note() {
    return shortage + "; trying again in " + PAUSE_MILLIS / 1000 + " s";
  }

  /** A worker is missing for that. No failure of its own. */
  public WorkerFailure failure(Action.Fork fork) {
    return new WorkerFailure(
        fork.slot(), fork.generation(), true, Outlook.OPEN, shortage, List.of());
  }

  /** Where nothing is to be started nothing is missing. */
  public void update(List<Action> plan, long now) {
    if (!isPausing(now) && plan.stream().noneMatch(Action.Fork.class::isInstance)) {
      shortage = "";
    }
  }

  /** Why a worker is missing; empty if that is not for want of memory. */
  public String shortage() {
    return shortage;
  }
}
