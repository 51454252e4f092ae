package dev.prefork.internal.supervisor.plan;

import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.RestartPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * What has failed of late, and when the next attempt may be made. Times are milliseconds of a clock
 * that only goes forward.
 *
 * @param streak how many workers have failed since the last one that was steady
 * @param failures when those within the window did
 * @param notBefore when the next may be forked
 * @param open whether the breaker is open
 * @param outlook for further attempts, after the worst of these failures
 */
public record CrashLoop(
    int streak, List<Long> failures, long notBefore, boolean open, Outlook outlook) {
  /** Nothing has failed. */
  public static final CrashLoop NONE = new CrashLoop(0, List.of(), 0, false, Outlook.OPEN);

  /** More is only found out by waiting: what has failed so often at its first start will again. */
  private static final int MAX_AT_FIRST = 3;

  private static final int MAX_DOUBLINGS = 30;

  /** Keeps an unmodifiable copy. */
  public CrashLoop {
    failures = List.copyOf(failures);
  }

  /**
   * One more has failed.
   *
   * @param random from 0 to 1
   */
  public CrashLoop failed(RestartPolicy rules, long now, double random) {
    List<Long> recent = new ArrayList<>(failures);
    recent.removeIf(time -> now - time > rules.window().toMillis());
    recent.add(now);
    if (recent.size() > Bounds.FAILURES.max()) {
      recent.removeFirst();
    }
    boolean tooMany = open || recent.size() >= rules.maxRestarts();
    long pause = tooMany ? rules.backoffMax().toMillis() : pause(rules, streak + 1);
    return new CrashLoop(streak + 1, recent, now + varied(pause, random), tooMany, outlook);
  }

  /** With what a failure says about further attempts. */
  public CrashLoop with(Outlook found) {
    return new CrashLoop(streak, failures, notBefore, open, outlook.worse(found));
  }

  private static long pause(RestartPolicy rules, int streak) {
    if (streak < 2) {
      return 0;
    }
    long first = rules.backoff().toMillis();
    long longest = rules.backoffMax().toMillis();
    int doublings = Math.min(streak - 2, MAX_DOUBLINGS);
    return first > longest >> doublings ? longest : first << doublings;
  }

  /** A quarter more or less, so that clusters that failed together do not try together. */
  private static long varied(long pause, double random) {
    return Math.round(pause * (0.75 + random / 2));
  }

  /** What remains of it: nothing, once a worker has been steady that began to serve afterwards. */
  public CrashLoop reviewed(RestartPolicy rules, List<WorkerView> workers, long now) {
    return streak > 0 && workers.stream().anyMatch(worker -> isSteady(rules, worker, now))
        ? NONE
        : this;
  }

  private boolean isSteady(RestartPolicy rules, WorkerView worker, long now) {
    return worker.since() >= failures.getLast()
        && worker.hasServed(rules.minUptime().toMillis(), now);
  }

  /** True if one may be forked now. */
  boolean mayFork(List<WorkerView> workers, long now) {
    return now >= notBefore && (streak < 2 || workers.stream().noneMatch(this::isOnTrial));
  }

  /** From the second failure on there is one attempt at a time; behind an open breaker, one. */
  private boolean isOnTrial(WorkerView worker) {
    return worker.stage() == Stage.STARTING
        || (open && worker.isServing() && worker.since() >= notBefore);
  }

  /** True if the cluster never came up and is not worth another attempt. */
  public boolean isHopeless(RestartPolicy rules) {
    return outlook != Outlook.OPEN || streak >= Math.min(rules.maxRestarts(), MAX_AT_FIRST);
  }

  /** For people: why no workers are forked now; empty if they are. */
  public String note(RestartPolicy policy, WorkerFailure last) {
    if (!open) {
      return "";
    }
    return failures.size()
        + " workers have failed within "
        + policy.window().toSeconds()
        + " s, so no more are forked for "
        + policy.backoffMax().toSeconds()
        + " s; what serves is kept. The last: "
        + last.text();
  }
}
