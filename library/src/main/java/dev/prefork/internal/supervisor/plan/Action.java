package dev.prefork.internal.supervisor.plan;

import java.util.List;

/** What the planner wants done. */
public sealed interface Action {
  /** Start a worker. */
  record Fork(int slot, int generation) implements Action {
    /** The failure to start it. */
    public WorkerFailure failed(Outlook outlook, String text) {
      return new WorkerFailure(slot, generation, false, outlook, text, List.of());
    }
  }

  /** Let a worker finish what it has. */
  record Stop(int worker, String reason) implements Action {}

  /** End a worker at once. */
  record Kill(int worker, String reason) implements Action {}

  /** End a worker at once that could not serve either, without a word. */
  record Abandon(int worker) implements Action {}

  /** Write down what a worker's threads do; it is killed afterwards. */
  record DumpThreads(int worker, String reason) implements Action {}

  /** Give a worker no connections. */
  record Suspend(int worker) implements Action {}

  /** Give it connections again. */
  record Resume(int worker) implements Action {}

  /** Forget the whole cluster: it will not come up. */
  record GiveUp() implements Action {}
}
