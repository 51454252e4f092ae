package dev.prefork.nio;

import java.io.IOException;

/** Gets a bound socket ready to receive connections while the application goes on. */
final class Preparation implements Runnable {
  private final Acceptor acceptor;
  private final HandoffIntake handoff;

  private Preparation(Acceptor acceptor, HandoffIntake handoff) {
    this.acceptor = acceptor;
    this.handoff = handoff;
  }

  static void start(Acceptor acceptor, HandoffIntake handoff) {
    Thread thread = new Thread(new Preparation(acceptor, handoff), "prefork-twin");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      acceptor.prepare(handoff);
    } catch (IOException e) {
      // the next accept tries again and reports it
    }
  }
}
