package dev.prefork.cli.control;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.prefork.model.Range;
import dev.prefork.supervisor.model.Bounds;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request to a running cluster. A number out of bounds makes a request invalid. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "do")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Request.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Request.Await.class, name = "await"),
  @JsonSubTypes.Type(value = Request.Reload.class, name = "reload"),
  @JsonSubTypes.Type(value = Request.Restart.class, name = "restart"),
  @JsonSubTypes.Type(value = Request.Scale.class, name = "scale"),
  @JsonSubTypes.Type(value = Request.Rebalance.class, name = "rebalance"),
  @JsonSubTypes.Type(value = Request.Stop.class, name = "stop"),
  @JsonSubTypes.Type(value = Request.Kill.class, name = "kill"),
  @JsonSubTypes.Type(value = Request.Send.class, name = "send"),
  @JsonSubTypes.Type(value = Request.Logs.class, name = "logs"),
})
public sealed interface Request {
  /** The numbers of workers. */
  Range WORKER_IDS = new Range(1, 999_999_999);

  /** Asks for the status. Answered by {@link Answer.Status}. */
  record Status() implements Request {}

  /**
   * Waits until the cluster serves or has failed. Answered by progress, then {@link Answer.Status}
   * or {@link Answer.Done}.
   */
  record Await() implements Request {}

  /**
   * Replaces all workers, one after the other. Answered by progress, then {@link Answer.Done}.
   *
   * @param app the absolute path of another program, null for the present one
   * @param force whether to continue if there seems to be too little memory
   */
  record Reload(@Nullable String app, boolean force) implements Request {}

  /**
   * Replaces all workers at once. Answered by progress, then {@link Answer.Done}.
   *
   * @param force whether to continue if there seems to be too little memory
   */
  record Restart(boolean force) implements Request {}

  /**
   * Changes the number of workers. Answered by progress, then {@link Answer.Done}.
   *
   * @param workers the number of workers
   * @param relative whether the number is added to the present number
   * @param force whether to continue if there seems to be too little memory
   */
  record Scale(int workers, boolean relative, boolean force) implements Request {
    private static final Range DIFFERENCES = new Range(-Bounds.WORKERS.max(), Bounds.WORKERS.max());

    /** Rejects numbers out of bounds. */
    public Scale {
      Range range = relative ? DIFFERENCES : Bounds.WORKERS;
      int _ = range.check("number of workers", workers);
    }
  }

  /** Moves connections to workers that have fewer. Answered by {@link Answer.Moving}. */
  record Rebalance() implements Request {}

  /**
   * Stops the cluster. Answered by progress, then {@link Answer.Done}.
   *
   * @param now whether to kill the workers instead of draining them
   */
  record Stop(boolean now) implements Request {}

  /**
   * Sends a signal to a worker. Answered by {@link Answer.Sent}.
   *
   * @param worker the number of the worker
   * @param signal the number of the signal
   */
  record Kill(int worker, int signal) implements Request {
    private static final Range SIGNALS = new Range(1, 64);

    /** Rejects numbers out of bounds. */
    public Kill {
      int _ = WORKER_IDS.check("worker", worker);
      int _ = SIGNALS.check("signal", signal);
    }
  }

  /**
   * Sends a message to workers. Answered by {@link Answer.Sent}.
   *
   * @param worker the number of the worker, null for all workers
   * @param message any JSON
   */
  record Send(@Nullable Integer worker, JsonNode message) implements Request {
    /** Rejects numbers out of bounds. */
    public Send {
      if (worker != null) {
        int _ = WORKER_IDS.check("worker", worker);
      }
    }
  }

  /**
   * Asks for the output of workers. Answered by {@link Answer.Line}s, then {@link Answer.End}.
   *
   * @param count the number of last lines
   * @param follow whether to continue with new lines until the cluster ends
   */
  record Logs(int count, boolean follow) implements Request {
    /** Rejects numbers out of bounds. */
    public Logs {
      int _ = Bounds.LOG_LINES.check("count of lines", count);
    }
  }
}
