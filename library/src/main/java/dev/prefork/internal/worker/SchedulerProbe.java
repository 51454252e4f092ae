package dev.prefork.internal.worker;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long a new virtual thread waits until it runs. One that has not run yet is waited for no
 * longer than a moment, and looked at again at the next question: so there is one at most.
 */
final class SchedulerProbe {
  /** Far more than it takes where carriers are free. */
  private static final long MOMENT_MILLIS = 10;

  private @Nullable Attempt underWay;

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
      return ran.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    }

    long nanosSoFar(boolean over) {
      return over ? nanos : System.nanoTime() - start;
    }
  }

  long delayMillis() throws InterruptedException {
    Attempt attempt = underWay;
    if (attempt == null) {
      attempt = new Attempt();
      Thread.ofVirtual().start(attempt);
    }
    boolean ran = attempt.awaitRun();
    underWay = ran ? null : attempt;
    return TimeUnit.NANOSECONDS.toMillis(attempt.nanosSoFar(ran));
  }
}
