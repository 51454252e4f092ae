package dev.prefork.it.channel;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Named checks, each run on a thread of its own. */
final class Checks {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Map<String, Body> all = new LinkedHashMap<>();

  /** A check; whatever it throws is its failure. */
  interface Body {
    void run() throws Exception;
  }

  void add(String name, Body body) {
    if (all.put(name, body) != null) {
      throw new IllegalArgumentException("two checks have one name: " + name);
    }
  }

  void run() {
    all.forEach(Checks::run);
    IO.println("done " + all.size());
  }

  private static void run(String name, Body body) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> run(body, failure));
    String reason;
    if (joined(thread)) {
      Throwable thrown = failure.get();
      reason = thrown == null ? null : traceOf(thrown);
    } else {
      Throwable where = new IllegalStateException("it does not end");
      where.setStackTrace(thread.getStackTrace());
      reason = traceOf(where);
    }
    IO.println(reason == null ? "ok " + name : "FAILED " + name + ": " + reason);
  }

  private static void run(Body body, AtomicReference<@Nullable Throwable> failure) {
    try {
      body.run();
    } catch (Throwable e) {
      failure.set(e);
    }
  }

  private static boolean joined(Thread thread) {
    try {
      return thread.join(Duration.ofMillis(PATIENCE_MILLIS));
    } catch (InterruptedException e) {
      return false;
    }
  }

  private static String traceOf(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString().strip().replace("\n", " | ").replace("\t", "");
  }

  static void same(@Nullable Object actual, @Nullable Object expected) {
    if (!Objects.equals(actual, expected)) {
      throw new AssertionError("expected " + expected + " but was " + actual);
    }
  }

  static void that(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("not so: " + what);
    }
  }

  /** Runs what has to fail, and returns the exception. */
  static <E extends Exception> E fails(Class<E> type, Body body) throws Exception {
    try {
      body.run();
    } catch (Exception e) {
      if (type == e.getClass()) {
        return type.cast(e);
      }
      throw new AssertionError("expected " + type.getName(), e);
    }
    throw new AssertionError("expected " + type.getName() + " but nothing was thrown");
  }

  /** Waits until something is so. */
  static void until(Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      that(
          System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS / 2),
          "at last");
      LockSupport.parkNanos(100_000);
    }
  }

  /** What is waited for. */
  interface Condition {
    boolean holds() throws Exception;
  }
}
