package dev.prefork.bench.frame;

/** How long all benchmarks together will still take, of what each expects of itself. */
final class TimeLeft {
  private double others;
  private double current;
  private long begun;

  TimeLeft(double expectedSeconds, long now) {
    this.others = expectedSeconds;
    this.begun = now;
  }

  /** One of them begins. */
  void begin(double expectedSeconds, long now) {
    others = Math.max(0, others - expectedSeconds);
    current = expectedSeconds;
    begun = now;
  }

  /** Seconds. One that takes longer than it expected is thought to end now. */
  double left(long now) {
    return others + Math.max(0, current - (now - begun) / 1e9);
  }

  static String text(double seconds) {
    return seconds < 90
        ? "about " + Math.round(seconds) + " s left"
        : "about " + Math.round(seconds / 60) + " min left";
  }
}
