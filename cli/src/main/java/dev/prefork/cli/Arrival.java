package dev.prefork.cli;

import dev.prefork.cli.control.Answer;
import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlException;
import dev.prefork.cli.control.Request;
import dev.prefork.cli.run.CommandFailure;
import dev.prefork.cli.run.ExitCodes;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Waits for a cluster in the background to come up, and tells what happens meanwhile. */
final class Arrival {
  /** Until the primary has made its control socket there is nothing that could tell of it. */
  private static final long LOOK_MILLIS = 50;

  private static final int MOST_LINES = 20;

  private final Process primary;
  private final ControlClient client;
  private final Consumer<Answer> progress;
  private final Set<String> told = new HashSet<>();

  /** What became of it. */
  sealed interface Outcome {
    /** All workers serve, or too many have failed. */
    record Decided(ClusterStatus cluster) implements Outcome {}

    /** The primary has given up, or was told to stop. */
    record Over(Report report) implements Outcome {}

    /** The primary's process has ended without an answer: its log may say why. */
    record Ended() implements Outcome {}

    /** Nothing is decided, and the time is over. */
    record Overdue(Duration waited) implements Outcome {}
  }

  Arrival(Process primary, ControlClient client, Consumer<Answer> progress) {
    this.primary = primary;
    this.client = client;
    this.progress = progress;
  }

  Outcome await(Duration limit) throws IOException {
    long start = System.nanoTime();
    while (primary.isAlive()) {
      Duration left = limit.minusNanos(System.nanoTime() - start);
      if (left.isNegative() || left.isZero()) {
        return new Outcome.Overdue(limit);
      }
      try {
        if (isOurs(client.watch(new Request.Status(), left, _ -> {}))) {
          return outcome(client.watch(new Request.Await(), left, this::tell));
        }
      } catch (ControlException e) {
        // not there yet, or over: that is seen next
      }
      pause();
    }
    return new Outcome.Ended();
  }

  /** Another cluster of the name may have been quicker: then our primary is about to say so. */
  private boolean isOurs(Answer answer) {
    return answer instanceof Answer.Status(ClusterStatus cluster) && cluster.pid() == primary.pid();
  }

  private static Outcome outcome(Answer answer) {
    return switch (answer) {
      case Answer.Status(ClusterStatus cluster) -> new Outcome.Decided(cluster);
      case Answer.Done(Report report) -> new Outcome.Over(report);
      default ->
          throw new CommandFailure(
              ExitCodes.FAILED, "the primary does not say how it is: " + answer);
    };
  }

  private void tell(Answer answer) {
    if (!(answer instanceof Answer.Progress(String line)) || told.add(line)) {
      progress.accept(answer); // else it was told before the connection broke
    }
  }

  private void pause() {
    try {
      boolean _ = primary.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines that the primary has written to its log and nobody has told yet. */
  String untold(Path log, long before) throws IOException {
    try (InputStream said = Files.newInputStream(log)) {
      said.skipNBytes(before);
      List<String> lines =
          new String(said.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("^prefork: (  \\| )?", ""))
              .filter(line -> !told.contains(line))
              .toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - MOST_LINES))
          .map(line -> "  | " + line)
          .collect(Collectors.joining("\n"));
    }
  }
}
