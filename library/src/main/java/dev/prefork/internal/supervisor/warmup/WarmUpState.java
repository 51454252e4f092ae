package dev.prefork.internal.supervisor.warmup;

import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.WarmUpRequests;

/** How far the warm-up requests of one worker are. Confined to the supervisor's thread. */
public final class WarmUpState {
  private final WarmUpRequests requests;
  private boolean begun;
  private boolean ended;
  private long connections;

  public WarmUpState(WarmUpRequests requests) {
    this.requests = requests;
  }

  public WarmUpRequests requests() {
    return requests;
  }

  public void begin() {
    begun = true;
  }

  public void end(WarmUp.Result result) {
    ended = true;
    connections = result.connections();
  }

  /** Returns whether the worker has requests to answer before it serves. */
  public boolean isNeeded() {
    return !requests.isEmpty() && !begun;
  }

  public boolean isRunning() {
    return begun && !ended;
  }

  /** Returns a report without the connections of the warm-up, which are not those of clients. */
  public HealthReport withoutWarmUp(HealthReport health) {
    return new HealthReport(
        health.heap(),
        health.heapAfterGc(),
        health.openConnections(),
        Math.max(0, health.acceptedConnections() - connections),
        health.drainedConnections(),
        health.moves(),
        health.deadlockedThreads(),
        health.virtualThreadDelayMillis(),
        health.gcShare());
  }
}
