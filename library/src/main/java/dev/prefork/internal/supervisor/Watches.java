package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.ClusterStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * Completes the futures of callers that wait for the cluster to serve. Confined to the supervisor's
 * thread.
 */
final class Watches {
  private final NotificationThread notifications;
  private final List<SupervisorCommand.Watch> waiting = new ArrayList<>();
  private boolean settled;

  Watches(NotificationThread notifications) {
    this.notifications = notifications;
  }

  void add(SupervisorCommand.Watch watch) {
    notifications.addFromStart(watch.progress());
    waiting.add(watch);
  }

  /** Completes all waiting futures, after the notes up to now, if the status is decisive. */
  void publish(ClusterStatus status) {
    if (isDecisive(status)) {
      waiting.forEach(watch -> notifications.complete(watch.answer(), status));
      waiting.clear();
      if (!settled) {
        settled = true;
        notifications.settle();
      }
    }
    waiting.removeIf(watch -> watch.answer().isDone());
  }

  /**
   * While workers start, the outcome is open unless memory is low. A reload or a stop always ends
   * in another phase, which decides.
   */
  private static boolean isDecisive(ClusterStatus status) {
    return switch (status.state()) {
      case RUNNING, BROKEN -> true;
      case STARTING, DEGRADED -> status.note().contains(MemoryNeed.LOW_MEMORY);
      case RELOADING, STOPPING, STOPPED -> false;
    };
  }
}
