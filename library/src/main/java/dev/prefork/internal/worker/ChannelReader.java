package dev.prefork.internal.worker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who reads the channel: one thread, which also runs the application's listeners, so that a message
 * needs no other thread to be woken. A listener may take its time, though, and the primary's end
 * must be noticed all the same; so a thread that is inside listeners for too long loses the reading
 * to a new one, and ends when they have returned.
 */
final class ChannelReader {
  private static final long LOOK_MILLIS = 20;

  /** Looks without anything to see before the watch sleeps. */
  private static final int PATIENCE = 50;

  /** What shutdown hooks may take in a process that has lost its way. */
  private static final long HOOKS_MILLIS = 1000;

  private final PrimaryChannel channel;

  /** The thread that reads, while it is inside the application's listeners. */
  private final AtomicReference<@Nullable Thread> delivering = new AtomicReference<>();

  private final AtomicLong deliveries = new AtomicLong();
  private volatile boolean watched;
  private @Nullable Thread watch;

  ChannelReader(PrimaryChannel channel) {
    this.channel = channel;
  }

  void start() {
    Thread thread =
        new Thread("prefork-channel") {
          @Override
          public void run() {
            if (channel.open()) {
              OrphanExit.prepare();
              read();
            }
          }
        };
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      while (channel.readSome()) {
        if (!deliver()) {
          return;
        }
      }
      channel.finish();
    } catch (Throwable unexpected) { // nobody else would notice that the primary has gone
      System.err.println("prefork: this worker ends, as it cannot hear its primary: " + unexpected);
      OrphanExit.exit(1, HOOKS_MILLIS);
    }
  }

  /** Returns false if somebody else reads by now. */
  private boolean deliver() {
    if (!channel.hasMessages()) {
      return true;
    }
    Thread self = Thread.currentThread();
    deliveries.incrementAndGet();
    delivering.set(self);
    if (!watched) {
      startWatch();
    }
    channel.deliver();
    boolean _ = Thread.interrupted(); // a listener's; it would close the channel
    return delivering.compareAndSet(self, null);
  }

  private synchronized void startWatch() {
    watched = true;
    if (watch != null) {
      LockSupport.unpark(watch);
    } else {
      watch = Thread.ofPlatform().daemon().name("prefork-watch").start(this::watch);
    }
  }

  private void watch() {
    while (true) {
      watchWhileThereIsSomething();
      watched = false;
      if (delivering.get() == null) {
        LockSupport.park(this);
      }
      watched = true;
    }
  }

  private void watchWhileThereIsSomething() {
    long seen = deliveries.get();
    for (int idle = 0; idle < PATIENCE; idle++) {
      sleep();
      long now = deliveries.get();
      if (now != seen) {
        seen = now;
        idle = 0;
      } else {
        relieve(delivering.get());
      }
    }
  }

  private void relieve(@Nullable Thread busy) {
    if (busy != null && delivering.compareAndSet(busy, null)) {
      Thread.ofPlatform().daemon().name("prefork-channel").start(this::read);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      // nobody has a reference to this thread
    }
  }
}
