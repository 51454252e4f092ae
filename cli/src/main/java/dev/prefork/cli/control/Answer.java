package dev.prefork.cli.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.Report;
import java.util.Objects;

/** An answer of a running cluster to a request. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = Answer.Line.class, name = "line"),
  @JsonSubTypes.Type(value = Answer.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Answer.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Answer.Sent.class, name = "sent"),
  @JsonSubTypes.Type(value = Answer.Moving.class, name = "moving"),
  @JsonSubTypes.Type(value = Answer.End.class, name = "end"),
  @JsonSubTypes.Type(value = Answer.Refused.class, name = "refused"),
})
public sealed interface Answer {
  /** {@return whether no answer follows this one} */
  @JsonIgnore
  default boolean isLast() {
    return !(this instanceof Progress) && !(this instanceof Line);
  }

  /**
   * Progress of the operation.
   *
   * @param text one line for people
   */
  record Progress(String text) implements Answer {
    /** Rejects an answer of another version that lacks the field. */
    public Progress {
      Objects.requireNonNull(text, "progress without text");
    }
  }

  /**
   * A line that a worker has written.
   *
   * @param line the line
   */
  record Line(LogLine line) implements Answer {
    /** Rejects an answer of another version that lacks the field. */
    public Line {
      Objects.requireNonNull(line, "line without content");
    }
  }

  /**
   * The status of the cluster.
   *
   * @param cluster the status
   */
  record Status(ClusterStatus cluster) implements Answer {
    /** Rejects an answer of another version that lacks the field. */
    public Status {
      Objects.requireNonNull(cluster, "status without cluster");
    }
  }

  /**
   * The operation has ended.
   *
   * @param report the result
   */
  record Done(Report report) implements Answer {
    /** Rejects an answer of another version that lacks the field. */
    public Done {
      Objects.requireNonNull(report, "result without report");
    }
  }

  /**
   * A signal or a message was sent.
   *
   * @param workers the number of workers to which it was sent
   */
  record Sent(int workers) implements Answer {}

  /**
   * Connections begin to move.
   *
   * @param connections how many
   */
  record Moving(int connections) implements Answer {}

  /** The end of the lines. */
  record End() implements Answer {}

  /**
   * The request was refused or failed.
   *
   * @param reason one line for people
   */
  record Refused(String reason) implements Answer {
    /** Rejects an answer of another version that lacks the field. */
    public Refused {
      Objects.requireNonNull(reason, "refusal without reason");
    }
  }
}
