package dev.prefork.internal.worker;

import dev.prefork.internal.nio.link.PrimaryAddress;

/**
 * Keeps a worker's JVM alive after its main method has returned, as the channel does in Node, with
 * a non-daemon thread that waits.
 */
final class KeepAliveThread {
  private boolean holding = true;
  private boolean isOver;
  private boolean present;

  /** Waits on the calling thread until released. */
  synchronized void run() throws InterruptedException {
    present = true;
    while (holding) {
      wait();
    }
    present = false;
  }

  /** Lets the JVM exit when all other non-daemon threads have ended. */
  synchronized void release() {
    holding = false;
    notifyAll();
  }

  /** Releases until the worker binds its first address, and then holds again. */
  void releaseUntilBound() {
    if (!PrimaryAddress.isBound()) {
      release();
      PrimaryAddress.onBound(this::hold);
    }
  }

  /** Releases for good: {@link #hold} has no effect afterwards. */
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
      Thread.ofPlatform().daemon(false).name("prefork-keeper").start(this::runUnlessInterrupted);
    }
  }

  private void runUnlessInterrupted() {
    try {
      run();
    } catch (InterruptedException e) {
      // code that interrupts all threads wants the JVM to end
    }
  }
}
