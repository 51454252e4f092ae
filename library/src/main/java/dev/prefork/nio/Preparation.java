package dev.prefork.nio;

import java.io.IOException;

/** Gets a bound channel ready to receive connections while the application goes on. */
final class Preparation implements Runnable {
  private final ClusterServerSocketChannel channel;
  private final HandoffIntake handoff;

  private Preparation(ClusterServerSocketChannel channel, HandoffIntake handoff) {
    this.channel = channel;
    this.handoff = handoff;
  }

  static void start(ClusterServerSocketChannel channel, HandoffIntake handoff) {
    Thread thread = new Thread(new Preparation(channel, handoff), "prefork-twin");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    try {
      channel.prepare(handoff);
    } catch (IOException e) {
      // the next accept tries again and reports it
    }
  }
}
