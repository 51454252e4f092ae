package dev.prefork.internal.supervisor;

import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Ready;
import dev.prefork.internal.supervisor.plan.Stage;
import dev.prefork.internal.supervisor.warmup.WarmUp;

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
    } else if (supervised != null && !supervised.warmUp().isRunning()) {
      supervised.obstacle(probed.problem());
    }
  }

  private void markReady(SupervisedWorker supervised, long now) {
    if (supervised.stage() == Stage.STARTING && supervised.warmUp().isNeeded()) {
      admission.warmUp(supervised, now);
    } else if (supervised.stage() == Stage.STARTING && !supervised.warmUp().isRunning()) {
      pool.markServing(supervised, now);
    }
  }

  void onWarming(SupervisorCommand.Warming warming, long now) {
    SupervisedWorker supervised = pool.find(warming.worker());
    if (supervised != null) {
      WarmUps.show(supervised, warming.requests());
      if (warming.end() != null) {
        onWarmedUp(supervised, warming.end(), now);
      }
    }
  }

  private void onWarmedUp(SupervisedWorker supervised, WarmUp.Result result, long now) {
    supervised.warmUp().end(result);
    if (supervised.stage() == Stage.STARTING) {
      pool.warmedUp(supervised, result, now);
    }
  }
}
