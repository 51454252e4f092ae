package dev.prefork.bench;

import dev.prefork.bench.report.Column;
import java.util.stream.Stream;

/** The measures of messages, which are the same for Java and Node. */
enum MessageMeasure {
  ECHO_1("round trips, 1 in flight", "1/s", "echo", 20_000, 1, 0),
  ECHO_4("round trips, 4 in flight", "1/s", "echo", 40_000, 4, 0),
  ECHO_16("round trips, 16 in flight", "1/s", "echo", 80_000, 16, 0),
  ECHO_128("round trips, 128 in flight", "1/s", "echo", 80_000, 128, 0),
  UP("worker to primary", "1/s", "up", 400_000, 1000, 0),
  DOWN("primary to worker", "1/s", "down", 400_000, 1000, 0),
  UP_1K("1 KB, worker to primary", "1/s", "up", 200_000, 1000, 1 << 10),
  DOWN_1K("1 KB, primary to worker", "1/s", "down", 200_000, 1000, 1 << 10),
  UP_64K("64 KB, worker to primary", "1/s", "up", 6000, 60, 1 << 16),
  DOWN_64K("64 KB, primary to worker", "1/s", "down", 6000, 60, 1 << 16),
  UP_1M("1 MB, worker to primary", "MB/s", "up", 400, 4, 1 << 20),
  DOWN_1M("1 MB, primary to worker", "MB/s", "down", 400, 4, 1 << 20);

  private final String title;
  private final String unit;
  private final String direction;
  private final int count;
  private final int window;
  private final int size;

  MessageMeasure(String title, String unit, String direction, int count, int window, int size) {
    this.title = title;
    this.unit = unit;
    this.direction = direction;
    this.count = count;
    this.window = window;
    this.size = size;
  }

  static Column[] columns() {
    return Stream.of(values()).map(MessageMeasure::column).toArray(Column[]::new);
  }

  Column column() {
    return Column.of(title, unit, 0).more();
  }

  /**
   * Returns the command for a cluster: the direction, the number of messages, how many may be in
   * flight, and the length of the strings, or 0 for small objects.
   *
   * @param part the share of the usual number of messages
   */
  String command(double part) {
    return direction + " " + Math.max(window, (int) (count * part)) + " " + window + " " + size;
  }
}
