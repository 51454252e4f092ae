package dev.prefork.bench.harness;

/** Estimates how long all benchmarks together still take. */
final class TimeLeft {
  private double others;
  private double current;
  private long begun;

  TimeLeft(double expectedSeconds, long now) {
    this.others = expectedSeconds;
    this.begun = now;
  }

  /** Begins a benchmark. */
  void begin(double expectedSeconds, long now) {
    others = Math.max(0, others - expectedSeconds);
    current = expectedSeconds;
    begun = now;
  }

  /**
   * {@return the seconds left; a benchmark that takes longer than expected counts as ending now}
   */
  double left(long now) {
    return others + Math.max(0, current - (now - begun) / 1e9);
  }

  static String text(double seconds) {
    return seconds < 90
        ? "about " + Math.round(seconds) + " s left"
        : "about " + Math.round(seconds / 60) + " min left";
  }
}
