package dev.prefork.internal.supervisor.plan;

import dev.prefork.Cluster;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Workers and actions as words: {@code 3 2 g1 serving since=500 worn} is worker 3 in place 2, which
 * serves for half a second and is over a limit.
 */
final class Scenes {
  static final long NOW = 1_000_000;

  private Scenes() {}

  static SupervisorOptions options() {
    return options(Duration.ZERO);
  }

  static SupervisorOptions options(Duration warmUp) {
    StartupOptions boot =
        new StartupOptions(
            StartupOptions.DEFAULT.timeout(), StartupOptions.DEFAULT.readiness(), warmUp);
    return SupervisorOptions.of(Cluster.settings()).withStartup(boot);
  }

  static Snapshot snapshot(String workers, CrashLoop crashes) {
    List<WorkerView> seen = new ArrayList<>();
    for (String worker : workers.split(";", -1)) {
      if (!worker.isBlank()) {
        seen.add(seen(worker.strip()));
      }
    }
    return new Snapshot(seen, crashes, seen.stream().anyMatch(WorkerView::isServing), 1);
  }

  private static WorkerView seen(String text) {
    List<String> words = List.of(text.split(" ", -1));
    return new WorkerView(
        Integer.parseInt(words.get(0)),
        Integer.parseInt(words.get(1)),
        Integer.parseInt(words.get(2).substring(1)),
        Stage.valueOf(words.get(3).toUpperCase(java.util.Locale.ROOT)),
        NOW - number(words, "since=", 5_000),
        NOW - number(words, "unwell=", 0),
        words.contains("suspended"),
        words.contains("worn"),
        words.contains("full"));
  }

  private static long number(List<String> words, String name, long otherwise) {
    return words.stream()
        .filter(word -> word.startsWith(name))
        .mapToLong(word -> Long.parseLong(word.substring(name.length())))
        .findFirst()
        .orElse(otherwise);
  }

  static String text(List<Action> actions) {
    return String.join("; ", actions.stream().map(Scenes::text).toList());
  }

  private static String text(Action action) {
    return switch (action) {
      case Action.Fork(int slot, int generation) -> "fork " + slot + " g" + generation;
      case Action.Stop(int worker, _) -> "stop " + worker;
      case Action.Discard(int worker) -> "discard " + worker;
      case Action.Kill(int worker, _) -> "kill " + worker;
      case Action.DumpThreads(int worker, _) -> "dump " + worker;
      case Action.Suspend(int worker) -> "suspend " + worker;
      case Action.Resume(int worker) -> "resume " + worker;
      case Action.FailStart _ -> "fail start";
    };
  }
}
