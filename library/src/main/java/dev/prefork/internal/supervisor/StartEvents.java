package dev.prefork.internal.supervisor;

import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Ready;
import dev.prefork.internal.supervisor.plan.Stage;

/** Records how far workers are with their start. Confined to the supervisor's thread. */
final class StartEvents {
  private final WorkerPool pool;
  private final Admission admission;
  private final LateStarts late;

  StartEvents(WorkerPool pool, Admission admission, LateStarts late) {
    this.pool = pool;
    this.admission = admission;
    this.late = late;
  }

  void onListening(Listening event, long now) {
    SupervisedWorker supervised = pool.find(event.worker().id());
    if (supervised != null) {
      pool.onListening(supervised, event);
      if (admission.isReady(event)) {
        markReady(supervised, now);
      }
    }
  }

  void onOnline(Online event) {
    SupervisedWorker supervised = pool.find(event.worker().id());
    if (supervised != null) {
      supervised.markConnected();
    }
  }

  void onObserved(SupervisorCommand.Observed observed, long now) {
    SupervisedWorker supervised = pool.find(observed.worker());
    if (supervised != null) {
      late.observed(supervised, observed.activity(), now);
    }
  }

  void onReady(Ready event, long now) {
    SupervisedWorker supervised = pool.find(event.worker().id());
    if (supervised != null && admission.isByReadyCall()) {
      markReady(supervised, now);
    }
  }

  void onProbed(SupervisorCommand.Probed probed, long now) {
    SupervisedWorker supervised = pool.find(probed.worker());
    if (supervised != null && probed.problem().isEmpty()) {
      markReady(supervised, now);
    } else if (supervised != null) {
      supervised.obstacle(probed.problem());
    }
  }

  private void markReady(SupervisedWorker supervised, long now) {
    if (supervised.stage() == Stage.STARTING) {
      pool.markServing(supervised, now);
    }
  }
}
