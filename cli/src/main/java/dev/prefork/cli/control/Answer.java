package dev.prefork.cli.control;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.Report;
import java.util.Objects;

/** What a running cluster answers. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Answer.Progress.class, name = "progress"),
  @JsonSubTypes.Type(value = Answer.Line.class, name = "line"),
  @JsonSubTypes.Type(value = Answer.Status.class, name = "status"),
  @JsonSubTypes.Type(value = Answer.Done.class, name = "done"),
  @JsonSubTypes.Type(value = Answer.Sent.class, name = "sent"),
  @JsonSubTypes.Type(value = Answer.End.class, name = "end"),
  @JsonSubTypes.Type(value = Answer.Refused.class, name = "refused"),
})
public sealed interface Answer {
  /** {@return whether it is the last one} */
  @JsonIgnore
  default boolean isLast() {
    return !(this instanceof Progress) && !(this instanceof Line);
  }

  /**
   * What has been done so far.
   *
   * @param text one line for people
   */
  record Progress(String text) implements Answer {
    /** Refuses what another version of prefork may have left out. */
    public Progress {
      Objects.requireNonNull(text, "it has no text");
    }
  }

  /**
   * What a worker has written.
   *
   * @param line it
   */
  record Line(LogLine line) implements Answer {
    /** Refuses what another version of prefork may have left out. */
    public Line {
      Objects.requireNonNull(line, "it has no line");
    }
  }

  /**
   * How the cluster is.
   *
   * @param cluster all that is known
   */
  record Status(ClusterStatus cluster) implements Answer {
    /** Refuses what another version of prefork may have left out. */
    public Status {
      Objects.requireNonNull(cluster, "it has no cluster");
    }
  }

  /**
   * What was asked for is done, or has failed.
   *
   * @param report how it went
   */
  record Done(Report report) implements Answer {
    /** Refuses what another version of prefork may have left out. */
    public Done {
      Objects.requireNonNull(report, "it has no report");
    }
  }

  /**
   * It was sent.
   *
   * @param workers to how many
   */
  record Sent(int workers) implements Answer {}

  /** There is no more. */
  record End() implements Answer {}

  /**
   * It was not done.
   *
   * @param reason one line for people
   */
  record Refused(String reason) implements Answer {
    /** Refuses what another version of prefork may have left out. */
    public Refused {
      Objects.requireNonNull(reason, "it has no reason");
    }
  }
}
