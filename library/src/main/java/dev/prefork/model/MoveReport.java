package dev.prefork.model;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;
import java.util.stream.Collectors;

/**
 * Counts established connections that moved to another worker, and those that could not.
 *
 * @param moved connections that moved to another worker
 * @param stayed connections that stayed with their worker, by reason; reasons without any are
 *     absent
 */
public record MoveReport(long moved, Map<StayReason, Long> stayed) {
  /** No connections. */
  public static final MoveReport NONE = new MoveReport(0, Map.of());

  /** Copies the map. */
  public MoveReport {
    Map<StayReason, Long> counts = new EnumMap<>(StayReason.class);
    counts.putAll(stayed);
    counts.values().removeIf(count -> count == 0);
    stayed = Collections.unmodifiableMap(counts);
  }

  /**
   * Returns how many connections stayed with their worker, for whatever reason.
   *
   * @return the sum of the counts
   */
  public long totalStayed() {
    return stayed.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * {@return the sums of both reports' counts}
   *
   * @param other the report to add
   */
  public MoveReport plus(MoveReport other) {
    return combine(other, Long::sum);
  }

  /**
   * {@return the differences to an earlier state of this report}
   *
   * @param earlier the earlier state
   */
  public MoveReport since(MoveReport earlier) {
    return combine(earlier, (now, before) -> now - before);
  }

  private MoveReport combine(MoveReport other, LongBinaryOperator operator) {
    Map<StayReason, Long> counts = new EnumMap<>(StayReason.class);
    for (StayReason reason : StayReason.values()) {
      counts.put(reason, operator.applyAsLong(count(reason), other.count(reason)));
    }
    return new MoveReport(operator.applyAsLong(moved, other.moved), counts);
  }

  private long count(StayReason reason) {
    return stayed.getOrDefault(reason, 0L);
  }

  /**
   * Returns the connections that stayed, for display.
   *
   * @return the counts, such as {@code stayed 3 (tls 2, upgrade 1)}
   */
  public String stayedText() {
    String reasons =
        stayed.entrySet().stream()
            .map(entry -> entry.getKey().label() + " " + entry.getValue())
            .collect(Collectors.joining(", ", " (", ")"));
    return "stayed " + totalStayed() + (stayed.isEmpty() ? "" : reasons);
  }

  /** {@return the counts, such as {@code moved 212, stayed 3 (tls 2, upgrade 1)}} */
  @Override
  public String toString() {
    return "moved " + moved + ", " + stayedText();
  }
}
