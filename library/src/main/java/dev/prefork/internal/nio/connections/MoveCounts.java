package dev.prefork.internal.nio.connections;

import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.util.EnumMap;
import java.util.Map;

/** Counts the connections of this worker that move to other workers, and those that stay. */
public final class MoveCounts {
  private static final Map<StayReason, Long> STAYED = new EnumMap<>(StayReason.class);
  private static long moved;

  private MoveCounts() {}

  /** Counts a connection that has moved to another worker. */
  public static synchronized void countMoved() {
    moved++;
  }

  /** Counts a connection that stays with this worker until it ends. */
  public static synchronized void countStayed(StayReason reason) {
    STAYED.merge(reason, 1L, Long::sum);
  }

  static synchronized long moved() {
    return moved;
  }

  /** Returns the counts so far. */
  public static synchronized MoveReport report() {
    return new MoveReport(moved, STAYED);
  }
}
