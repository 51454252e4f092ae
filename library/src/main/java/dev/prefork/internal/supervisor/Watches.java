package dev.prefork.internal.supervisor;

import dev.prefork.internal.supervisor.sizing.MemoryNeed;
import dev.prefork.supervisor.model.ClusterStatus;
import java.util.ArrayList;
import java.util.List;

/** Those who wait for the cluster to serve. Only used on the supervisor's thread. */
final class Watches {
  private final NotificationThread notifications;
  private final List<SupervisorCommand.Watch> waiting = new ArrayList<>();
  private boolean everDecided;

  Watches(NotificationThread notifications) {
    this.notifications = notifications;
  }

  void add(SupervisorCommand.Watch watch) {
    notifications.addFromStart(watch.progress());
    waiting.add(watch);
  }

  /** Tells those who wait, behind all that was noted up to now, if this is what they wait for. */
  void publish(ClusterStatus status) {
    if (isDecided(status)) {
      waiting.forEach(watch -> notifications.complete(watch.answer(), status));
      waiting.clear();
      if (!everDecided) {
        everDecided = true;
        notifications.settle();
      }
    }
    waiting.removeIf(watch -> watch.answer().isDone());
  }

  /**
   * What serves while others still start says nothing yet, unless memory runs short. What is
   * reloaded or stops comes to an end, which is the answer, whether a look falls in between or not.
   */
  private static boolean isDecided(ClusterStatus status) {
    return switch (status.state()) {
      case RUNNING, BROKEN -> true;
      case STARTING, DEGRADED -> status.note().contains(MemoryNeed.RUNS_SHORT);
      case RELOADING, STOPPING, STOPPED -> false;
    };
  }
}
