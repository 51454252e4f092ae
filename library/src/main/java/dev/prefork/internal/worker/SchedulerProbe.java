package dev.prefork.internal.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures how long a new virtual thread waits until it runs. A thread that does not run within 10
 * ms is checked again at the next call, so there is at most one.
 */
final class SchedulerProbe {
  /** Far more than the delay while a carrier is free. */
  private static final long WAIT_MILLIS = 10;

  private @Nullable Attempt pending;

  private static final class Attempt implements Runnable {
    private final long start = System.nanoTime();
    private final CountDownLatch ran = new CountDownLatch(1);
    private volatile long nanos;

    @Override
    public void run() {
      nanos = System.nanoTime() - start;
      ran.countDown();
    }

    boolean awaitRun() throws InterruptedException {
      return ran.await(WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    long nanosSoFar(boolean over) {
      return over ? nanos : System.nanoTime() - start;
    }
  }

  long delayMillis() throws InterruptedException {
    Attempt attempt = pending;
    if (attempt == null) {
      attempt = new Attempt();
      Thread.ofVirtual().start(attempt);
    }
    boolean ran = attempt.awaitRun();
    pending = ran ? null : attempt;
    return TimeUnit.NANOSECONDS.toMillis(attempt.nanosSoFar(ran));
  }
}
