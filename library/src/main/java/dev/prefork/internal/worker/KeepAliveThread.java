package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.PrimaryAddress;

/**
 * Keeps a worker's JVM alive although its main method has returned, as Node's channel keeps the
 * event loop. What keeps a JVM alive is a thread that is no daemon: here it waits.
 */
final class KeepAliveThread {
  private boolean holding = true;
  private boolean isOver;
  private boolean present;

  /** Returns when nothing more is to be waited for. */
  synchronized void run() throws InterruptedException {
    present = true;
    while (holding) {
      wait();
    }
    present = false;
  }

  /** Lets the JVM end as soon as all other threads have ended that are no daemons. */
  synchronized void release() {
    holding = false;
    notifyAll();
  }

  /** The same until this worker has an address: then there is something to stay for. */
  void releaseUntilBound() {
    if (!PrimaryAddress.isBound()) {
      release();
      PrimaryAddress.onBound(this::hold);
    }
  }

  /** The same for good: {@link #hold} has no effect any more. */
  synchronized void end() {
    isOver = true;
    release();
  }

  /** Keeps the JVM alive again. */
  synchronized void hold() {
    if (isOver || holding) {
      return;
    }
    holding = true;
    if (!present) {
      present = true;
      Thread.ofPlatform().daemon(false).name("prefork-keeper").start(this::stayUnlessInterrupted);
    }
  }

  private void stayUnlessInterrupted() {
    try {
      run();
    } catch (InterruptedException e) {
      // somebody ends all threads: then this one has nothing to wait for either
    }
  }
}
