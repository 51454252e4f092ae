package dev.prefork.bench;

import dev.prefork.bench.report.Column;
import java.util.stream.Stream;

/** What is measured of messages: each the same in Java and in Node. */
enum MessageMeasure {
  ECHO_1("round trips, 1 in flight", "1/s", "echo", 20_000, 1),
  ECHO_4("round trips, 4 in flight", "1/s", "echo", 40_000, 4),
  ECHO_16("round trips, 16 in flight", "1/s", "echo", 80_000, 16),
  ECHO_128("round trips, 128 in flight", "1/s", "echo", 80_000, 128),
  UP("worker to primary", "1/s", "up", 400_000, 1000),
  DOWN("primary to worker", "1/s", "down", 400_000, 1000),
  UP_LARGE("1 MB, worker to primary", "MB/s", "up-large", 400, 4),
  DOWN_LARGE("1 MB, primary to worker", "MB/s", "down-large", 400, 4);

  private final String title;
  private final String unit;
  private final String command;
  private final int count;
  private final int window;

  MessageMeasure(String title, String unit, String command, int count, int window) {
    this.title = title;
    this.unit = unit;
    this.command = command;
    this.count = count;
    this.window = window;
  }

  static Column[] columns() {
    return Stream.of(values()).map(MessageMeasure::column).toArray(Column[]::new);
  }

  Column column() {
    return Column.of(title, unit, 0).more();
  }

  /** The line that a peer is given: what, how many messages, and how many may be on their way. */
  String order() {
    return command + " " + count + " " + window;
  }
}
