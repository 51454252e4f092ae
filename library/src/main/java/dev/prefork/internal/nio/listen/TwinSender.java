package dev.prefork.internal.nio.listen;

import java.io.IOException;

/** Gets a bound socket ready to receive connections while the application goes on. */
final class TwinSender implements Runnable {
  private final ClusterServer server;
  private final HandoffIntake handoff;

  private TwinSender(ClusterServer server, HandoffIntake handoff) {
    this.server = server;
    this.handoff = handoff;
  }

  static void start(ClusterServer server, HandoffIntake handoff) {
    Thread thread = new Thread(new TwinSender(server, handoff), "prefork-twin");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      server.prepare(handoff);
    } catch (IOException e) {
      // the next accept tries again and reports it
    }
  }
}
