package dev.prefork.cli.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.prefork.model.Range;
import dev.prefork.supervisor.model.Bounds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a command asks of a running cluster. Its numbers have bounds: others are no request. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Request.Await.class, name = "await"),
  @JsonSubTypes.Type(value = Request.Reload.class, name = "reload"),
  @JsonSubTypes.Type(value = Request.Restart.class, name = "restart"),
  @JsonSubTypes.Type(value = Request.Scale.class, name = "scale"),
  @JsonSubTypes.Type(value = Request.Stop.class, name = "stop"),
  @JsonSubTypes.Type(value = Request.Kill.class, name = "kill"),
  @JsonSubTypes.Type(value = Request.Send.class, name = "send"),
  @JsonSubTypes.Type(value = Request.Logs.class, name = "logs"),
})
public sealed interface Request {
  /** The numbers that workers have, from the first one on. */
  Range WORKER_IDS = new Range(1, 999_999_999);

  /** How is it? Answered by {@link Answer.Status}. */
  record Status() implements Request {}

  /**
   * Tell when it serves, or has failed to. Progress, then {@link Answer.Status} or {@link
   * Answer.Done}.
   */
  record Await() implements Request {}

  /**
   * Replace all workers, one after the other. Progress, then {@link Answer.Done}.
   *
   * @param app the absolute path of another program; null for the same
   * @param force whether to go on if there seems to be not enough memory
   */
  record Reload(@Nullable String app, boolean force) implements Request {}

  /**
   * Replace all workers at once. Progress, then {@link Answer.Done}.
   *
   * @param force whether to go on if there seems to be not enough memory
   */
  record Restart(boolean force) implements Request {}

  /**
   * Have another number of workers. Progress, then {@link Answer.Done}.
   *
   * @param workers how many
   * @param relative whether so many more, or fewer, than there should be now
   * @param force whether to go on if there seems to be not enough memory
   */
  record Scale(int workers, boolean relative, boolean force) implements Request {
    private static final Range DIFFERENCES = new Range(-Bounds.WORKERS.max(), Bounds.WORKERS.max());

    /** Refuses numbers out of bounds. */
    public Scale {
      Range range = relative ? DIFFERENCES : Bounds.WORKERS;
      int _ = range.check("number of workers", workers);
    }
  }

  /**
   * End. Progress, then {@link Answer.Done}.
   *
   * @param now whether to kill at once
   */
  record Stop(boolean now) implements Request {}

  /**
   * Send a worker a signal. Answered by {@link Answer.Sent}.
   *
   * @param worker its number
   * @param signal the signal's, as {@code kill(2)} takes it
   */
  record Kill(int worker, int signal) implements Request {
    private static final Range SIGNALS = new Range(1, 64);

    /** Refuses numbers out of bounds. */
    public Kill {
      int _ = WORKER_IDS.check("worker", worker);
      int _ = SIGNALS.check("signal", signal);
    }
  }

  /**
   * Send a message to workers. Answered by {@link Answer.Sent}.
   *
   * @param worker its number, null for all
   * @param message any JSON
   */
  record Send(@Nullable Integer worker, JsonNode message) implements Request {
    /** Refuses numbers out of bounds. */
    public Send {
      if (worker != null) {
        int _ = WORKER_IDS.check("worker", worker);
      }
    }
  }

  /**
   * Tell what workers write. {@link Answer.Line}s, then {@link Answer.End} unless it goes on.
   *
   * @param count how many of the last lines
   * @param follow whether to go on with new ones
   */
  record Logs(int count, boolean follow) implements Request {
    /** Refuses numbers out of bounds. */
    public Logs {
      int _ = Bounds.LOG_LINES.check("count of lines", count);
    }
  }
}
