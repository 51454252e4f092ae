package dev.prefork.internal.supervisor;

import dev.prefork.model.ExitStatus;
import dev.prefork.model.MoveReport;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Writes the notes about one worker.
 *
 * @param worker the worker's name and pid, such as {@code worker 3 (4711)}
 */
record WorkerNotes(String worker) {
  String listening(String address) {
    return worker + " listens on " + address;
  }

  String ready() {
    return worker + " is ready";
  }

  String warmedUp(long requests, Duration took) {
    return "%s warmed up: %,d requests in %.1f s"
        .formatted(worker, requests, took.toMillis() / 1e3);
  }

  String warmUpFailed(String failure) {
    return worker + " warm-up request " + failure;
  }

  /**
   * A worker whose start takes long.
   *
   * @param listening whether the worker has bound a server socket
   * @param cause what delays the worker
   */
  String late(boolean listening, long seconds, String cause) {
    String state = listening ? "not ready" : "not listening";
    return "%s %s after %d s: %s".formatted(worker, state, seconds, cause);
  }

  /**
   * A worker that gets no connections until it recovers.
   *
   * @param complete whether this holds for all ports
   */
  String outOfRotation(boolean complete, String cause) {
    String except = complete ? "" : " except where it accepts connections itself";
    return worker + " out of rotation" + except + ": " + cause;
  }

  String recovered() {
    return worker + " recovered, back in rotation";
  }

  String replacing(String limit) {
    return "replacing " + worker + ": " + limit;
  }

  String stopping(String reason) {
    return "stopping " + worker + ": " + reason;
  }

  /**
   * A worker that is about to be killed.
   *
   * @param state such as {@code unresponsive for 10.2 s}
   * @param cause the cause, or empty
   */
  String killing(String state, String cause) {
    return worker + " " + state + ", killing it" + suffix(cause);
  }

  String unkillable(String reason) {
    return "cannot kill " + worker + ": " + reason;
  }

  String threadDump(Path file) {
    return "thread dump of " + worker + ": " + file;
  }

  String noThreadDump(String reason) {
    return "cannot take a thread dump of " + worker + ": " + reason;
  }

  String killed(String reason) {
    return worker + " killed: " + reason;
  }

  /**
   * A worker that has served, or that was stopped.
   *
   * @param moves what became of its established connections
   */
  String exited(ExitStatus status, MoveReport moves) {
    return exited(status) + (moves.equals(MoveReport.NONE) ? "" : "; connections " + moves);
  }

  private String exited(ExitStatus status) {
    return worker + " exited with status " + status;
  }

  /**
   * A worker that never became ready.
   *
   * @param cause the cause, or empty
   */
  String exitedEarly(ExitStatus status, String cause) {
    return exited(status) + " before it was ready" + suffix(cause);
  }

  static String suffix(String cause) {
    return cause.isEmpty() ? "" : ": " + cause;
  }
}
