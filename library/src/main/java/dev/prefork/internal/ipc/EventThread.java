package dev.prefork.internal.ipc;

import dev.prefork.internal.concurrent.Spin;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs listeners one at a time, in order. The thread is not a daemon, so the JVM does not exit
 * before they have run; the thread ends when idle, so that the JVM can exit then.
 */
public final class EventThread {
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();

  /** The thread, while it sleeps. */
  private volatile @Nullable Thread sleeper;

  public void run(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** Runs tasks; all are queued before the first can run. */
  public void runAll(List<Runnable> newTasks) {
    tasks.addAll(newTasks);
    wake();
  }

  private void wake() {
    if (!running.get() && running.compareAndSet(false, true)) {
      Thread.ofPlatform().name("prefork-events").daemon(false).start(this::work);
      return;
    }
    Thread asleep = sleeper;
    if (asleep != null) {
      LockSupport.unpark(asleep);
    }
  }

  private void work() {
    Spin spin = new Spin();
    do {
      runAll(spin);
    } while (spin.mayContinue() || sleep() || !retire());
  }

  private void runAll(Spin spin) {
    Runnable task = tasks.poll();
    if (task == null) {
      return;
    }
    spin.found();
    DeliveryBatch batch = DeliveryBatch.begin();
    while (task != null) {
      batch.attempt(task, !tasks.isEmpty());
      task = tasks.poll();
    }
    batch.end();
  }

  /** Returns false if the thread has been idle for so long that it should end. */
  private boolean sleep() {
    long start = System.nanoTime();
    sleeper = Thread.currentThread();
    while (tasks.isEmpty() && System.nanoTime() - start < IDLE_NANOS) {
      LockSupport.parkNanos(this, IDLE_NANOS);
    }
    sleeper = null;
    return !tasks.isEmpty();
  }

  /** Returns false if this thread must run a task that was added meanwhile. */
  private boolean retire() {
    running.set(false);
    return tasks.isEmpty() || !running.compareAndSet(false, true);
  }
}
