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

/** Waits until a cluster in the background serves, and reports progress meanwhile. */
final class StartupWatch {
  /** The primary does not notify anyone when it has created its control socket. */
  private static final long POLL_MILLIS = 50;

  private static final int MAX_LINES = 20;

  private final Process primary;
  private final ControlClient client;
  private final Consumer<Answer> progress;
  private final Set<String> printed = new HashSet<>();

  /** The result of the wait. */
  sealed interface Outcome {
    /** All workers serve, or too many have failed. */
    record Settled(ClusterStatus cluster) implements Outcome {}

    /** The cluster has ended: the primary failed, or it was stopped. */
    record Ended(Report report) implements Outcome {}

    /** The process of the primary has exited without an answer. Its log may have the reason. */
    record Exited() implements Outcome {}

    /** The time limit was reached first. */
    record TimedOut(Duration limit) implements Outcome {}
  }

  StartupWatch(Process primary, ControlClient client, Consumer<Answer> progress) {
    this.primary = primary;
    this.client = client;
    this.progress = progress;
  }

  Outcome await(Duration limit) throws IOException {
    long begin = System.nanoTime();
    while (primary.isAlive()) {
      Duration left = limit.minusNanos(System.nanoTime() - begin);
      if (left.isNegative() || left.isZero()) {
        return new Outcome.TimedOut(limit);
      }
      try {
        if (isOurs(client.watch(new Request.Status(), left, _ -> {}))) {
          return outcome(client.watch(new Request.Await(), left, this::print));
        }
      } catch (ControlException e) {
        // not there yet, or no longer: the loop finds out
      }
      pause();
    }
    return new Outcome.Exited();
  }

  /** Another cluster of this name may have started first. Then our primary is about to fail. */
  private boolean isOurs(Answer answer) {
    return answer instanceof Answer.Status(ClusterStatus cluster) && cluster.pid() == primary.pid();
  }

  private static Outcome outcome(Answer answer) {
    return switch (answer) {
      case Answer.Status(ClusterStatus cluster) -> new Outcome.Settled(cluster);
      case Answer.Done(Report report) -> new Outcome.Ended(report);
      default ->
          throw new CommandFailure(
              ExitCodes.FAILED, "the primary sent an unexpected answer: " + answer);
    };
  }

  private void print(Answer answer) {
    if (!(answer instanceof Answer.Progress(String line)) || printed.add(line)) {
      progress.accept(answer); // a line can come again after the connection broke
    }
  }

  private void pause() {
    try {
      boolean _ = primary.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines of the primary's log that were not printed as progress. */
  String newLogLines(Path log, long start) throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(start);
      List<String> lines =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .map(line -> line.replaceFirst("^prefork: (  \\| )?", ""))
              .filter(line -> !printed.contains(line))
              .toList();
      return lines.stream()
          .skip(Math.max(0, lines.size() - MAX_LINES))
          .map(line -> "  | " + line)
          .collect(Collectors.joining("\n"));
    }
  }
}
