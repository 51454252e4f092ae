package dev.prefork.internal.supervisor.plan;

import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.RestartPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts recent failures and decides when the next worker may be forked. Times are ms of a
 * monotonic clock.
 *
 * @param streak the number of failures since a worker last served for the minimum uptime
 * @param failures the times of the failures within the window
 * @param notBefore the earliest time of the next fork
 * @param open whether the circuit breaker is open
 * @param outlook the worst outlook of these failures
 */
public record CrashLoop(
    int streak, List<Long> failures, long notBefore, boolean open, Outlook outlook) {
  /** No failures. */
  public static final CrashLoop NONE = new CrashLoop(0, List.of(), 0, false, Outlook.OPEN);

  /** A program that has failed so often at its first start will fail again. */
  private static final int MAX_AT_FIRST = 3;

  private static final int MAX_DOUBLINGS = 30;

  /** Keeps an unmodifiable copy. */
  public CrashLoop {
    failures = List.copyOf(failures);
  }

  /**
   * Returns the state after one more failure.
   *
   * @param random from 0 to 1, for the variation of the backoff
   */
  public CrashLoop failed(RestartPolicy rules, long now, double random) {
    List<Long> recent = new ArrayList<>(failures);
    recent.removeIf(time -> now - time > rules.window().toMillis());
    recent.add(now);
    if (recent.size() > Bounds.FAILURES.max()) {
      recent.removeFirst();
    }
    boolean tooMany = open || recent.size() >= rules.maxRestarts();
    long backoff = tooMany ? rules.backoffMax().toMillis() : backoff(rules, streak + 1);
    return new CrashLoop(streak + 1, recent, now + varied(backoff, random), tooMany, outlook);
  }

  /** Returns a copy with the worse of two outlooks. */
  public CrashLoop with(Outlook found) {
    return new CrashLoop(streak, failures, notBefore, open, outlook.worse(found));
  }

  private static long backoff(RestartPolicy rules, int streak) {
    if (streak < 2) {
      return 0;
    }
    long first = rules.backoff().toMillis();
    long longest = rules.backoffMax().toMillis();
    int doublings = Math.min(streak - 2, MAX_DOUBLINGS);
    return first > longest >> doublings ? longest : first << doublings;
  }

  /** Varies by a quarter, so that clusters that failed together do not retry together. */
  private static long varied(long backoff, double random) {
    return Math.round(backoff * (0.75 + random / 2));
  }

  /** Returns no failures once a worker that became ready afterwards has the minimum uptime. */
  public CrashLoop reviewed(RestartPolicy rules, List<WorkerView> workers, long now) {
    return streak > 0 && workers.stream().anyMatch(worker -> isSteady(rules, worker, now))
        ? NONE
        : this;
  }

  private boolean isSteady(RestartPolicy rules, WorkerView worker, long now) {
    return worker.since() >= failures.getLast()
        && worker.hasServed(rules.minUptime().toMillis(), now);
  }

  /** Returns whether a worker may be forked now. */
  boolean mayFork(List<WorkerView> workers, long now) {
    return now >= notBefore && (streak < 2 || workers.stream().noneMatch(this::isOnTrial));
  }

  /** After two failures one worker starts at a time; an open breaker waits for its uptime, too. */
  private boolean isOnTrial(WorkerView worker) {
    return worker.stage() == Stage.STARTING
        || (open && worker.isServing() && worker.since() >= notBefore);
  }

  /** Returns whether a cluster that has never served makes no further attempt. */
  public boolean isFinal(RestartPolicy rules) {
    return outlook != Outlook.OPEN || streak >= Math.min(rules.maxRestarts(), MAX_AT_FIRST);
  }

  /** Returns a line about the open breaker; empty if it is closed. */
  public String note(RestartPolicy policy, WorkerFailure last) {
    if (!open) {
      return "";
    }
    return "breaker open: %d workers failed within %d s, one attempt every %d s; last failure: %s"
        .formatted(
            failures.size(),
            policy.window().toSeconds(),
            policy.backoffMax().toSeconds(),
            last.text());
  }
}
