package dev.prefork.internal.http;

import dev.prefork.model.StayReason;
import org.jspecify.annotations.Nullable;

/** What {@link Exchanges} says after some bytes. */
record Outcome(int count, boolean isBoundary, @Nullable StayReason stays) {

  /** A boundary after so many exchanges. */
  static Outcome boundary(int count) {
    return new Outcome(count, true, null);
  }

  /** An exchange is under way after so many complete ones. */
  static Outcome underWay(int count) {
    return new Outcome(count, false, null);
  }

  /** The connection stays, and no exchange was complete. */
  static Outcome stay(StayReason reason) {
    return stay(reason, 0);
  }

  /** The connection stays after so many complete exchanges. */
  static Outcome stay(StayReason reason, int count) {
    return new Outcome(count, false, reason);
  }

  static Outcome of(Exchanges exchanges) {
    return new Outcome(exchanges.count(), exchanges.isBoundary(), exchanges.stays());
  }
}
