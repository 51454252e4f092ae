package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.util.EnumMap;
import java.util.Map;

/** The fields of a {@link MoveReport}: one number per reason, in the order of the constants. */
final class MoveFields {
  private MoveFields() {}

  static void write(MoveReport report, FrameBody.Writer body) {
    body.int64(report.moved());
    for (StayReason reason : StayReason.values()) {
      body.int64(report.stayed().getOrDefault(reason, 0L));
    }
  }

  static MoveReport read(FrameBody.Reader in) throws BadFrameException {
    long moved = count(in);
    Map<StayReason, Long> stayed = new EnumMap<>(StayReason.class);
    for (StayReason reason : StayReason.values()) {
      stayed.put(reason, count(in));
    }
    return new MoveReport(moved, stayed);
  }

  /** Rejects values that would corrupt the totals of a cluster. */
  private static long count(FrameBody.Reader in) throws BadFrameException {
    long count = in.int64();
    if (count < 0 || !HealthAnswer.isPossible(count)) {
      throw in.malformed();
    }
    return count;
  }
}
