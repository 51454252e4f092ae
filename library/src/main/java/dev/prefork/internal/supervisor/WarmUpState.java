package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.warmup.WarmUp;
import dev.prefork.model.HealthReport;
import dev.prefork.supervisor.model.WarmUpRequests;

/** How far the warm-up requests of one worker are. Confined to the supervisor's thread. */
final class WarmUpState {
  private final WarmUpRequests requests;
  private boolean begun;
  private boolean ended;
  private long connections;

  WarmUpState(WarmUpRequests requests) {
    this.requests = requests;
  }

  WarmUpRequests requests() {
    return requests;
  }

  void begin() {
    begun = true;
  }

  void end(WarmUp.Result result) {
    ended = true;
    connections = result.connections();
  }

  /** Returns whether the worker has requests to answer before it serves. */
  boolean isNeeded() {
    return !requests.isEmpty() && !begun;
  }

  boolean isRunning() {
    return begun && !ended;
  }

  /** Returns a report without the connections of the warm-up, which are not those of clients. */
  HealthReport withoutWarmUp(HealthReport health) {
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
