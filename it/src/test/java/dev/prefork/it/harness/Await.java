package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for facts. */
public final class Await {
  /** What anything may take before a test gives up. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final long LOOK_NANOS = 5_000_000;

  private Await() {}

  /** Waits until the fact holds, or fails saying what did not come true. */
  public static void until(String fact, BooleanSupplier holds) {
    until(fact, PATIENCE, holds);
  }

  /** Waits until the fact holds, or fails saying what did not come true in time. */
  public static void until(String fact, Duration limit, BooleanSupplier holds) {
    untilEqual(fact, limit, LOOK_NANOS, true, holds::getAsBoolean);
  }

  /** The same for what costs others something to be asked. */
  public static void untilSeldom(String fact, Duration limit, BooleanSupplier holds) {
    untilEqual(fact, limit, 20 * LOOK_NANOS, true, holds::getAsBoolean);
  }

  /** Lets time pass in which something must not happen. */
  public static void rest(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** Waits until the value is the wanted one, or fails with what it is. */
  public static <T> void untilEqual(String what, T wanted, Supplier<T> value) {
    untilEqual(what, PATIENCE, LOOK_NANOS, wanted, value);
  }

  private static <T> void untilEqual(
      String what, Duration limit, long pause, T wanted, Supplier<T> value) {
    long start = System.nanoTime();
    T seen = value.get();
    while (!wanted.equals(seen)) {
      if (System.nanoTime() - start > limit.toNanos()) {
        fail("%s: is %s and not %s after %s", what, seen, wanted, limit);
      }
      LockSupport.parkNanos(pause);
      seen = value.get();
    }
  }
}
