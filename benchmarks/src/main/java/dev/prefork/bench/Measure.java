package dev.prefork.bench;

/** What is measured of messages: each the same in Java and in Node. */
enum Measure {
  ECHO_1("round trips/s, 1 in flight", "echo", 20_000, 1),
  ECHO_4("round trips/s, 4 in flight", "echo", 40_000, 4),
  ECHO_16("round trips/s, 16 in flight", "echo", 80_000, 16),
  ECHO_128("round trips/s, 128 in flight", "echo", 80_000, 128),
  UP("messages/s, worker to primary", "up", 400_000, 1000),
  DOWN("messages/s, primary to worker", "down", 400_000, 1000),
  UP_LARGE("strings of 1 MB, MB/s, worker to primary", "up-large", 400, 4),
  DOWN_LARGE("strings of 1 MB, MB/s, primary to worker", "down-large", 400, 4);

  final String title;
  private final String command;
  private final int count;
  private final int window;

  Measure(String title, String command, int count, int window) {
    this.title = title;
    this.command = command;
    this.count = count;
    this.window = window;
  }

  /** The line that a peer is given: what, how many messages, and how many may be on their way. */
  String order() {
    return command + " " + count + " " + window;
  }
}
