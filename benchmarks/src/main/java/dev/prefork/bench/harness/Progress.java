package dev.prefork.bench.harness;

import java.io.PrintStream;

/**
 * Writes to standard error which measurement runs and how much time is left: on a terminal in one
 * line that it updates, elsewhere in one line per round.
 */
public final class Progress {
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private TimeLeft time = new TimeLeft(0, 0);
  private String benchmark = "";
  private String round = "";

  public Progress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Sets how long all benchmarks together take. */
  public void expect(double seconds) {
    time = new TimeLeft(seconds, System.nanoTime());
  }

  /** Begins a benchmark, the k-th of n. */
  public void benchmark(String name, int k, int n, double expectedSeconds) {
    benchmark = name + " (" + k + " of " + n + ")";
    round = "";
    time.begin(expectedSeconds, System.nanoTime());
    line("");
  }

  /** Begins a round; rounds to warm up have numbers up to 0. */
  public void round(int k, int n) {
    round = k <= 0 ? ", warm-up" : ", round " + k + " of " + n;
    if (!terminal) {
      line("");
    }
  }

  /** Shows the current measurement, on a terminal only. */
  public void step(String what) {
    if (terminal) {
      line(", " + what);
    }
  }

  /** Writes a text that stays on the terminal. */
  public void print(String text) {
    out.println(terminal ? CLEAR + text : text);
  }

  private void line(String what) {
    String text = benchmark + round + what + "; " + TimeLeft.text(time.left(System.nanoTime()));
    if (terminal) {
      out.print(CLEAR + text);
      out.flush();
    } else {
      out.println(text);
    }
  }
}
