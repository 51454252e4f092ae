package dev.prefork.bench.frame;

import java.io.PrintStream;

/**
 * Says on standard error what is being measured, and how long it will still take: on a terminal in
 * one line that changes, elsewhere in a line for each round.
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

  /** How long all benchmarks together take. */
  public void expect(double seconds) {
    time = new TimeLeft(seconds, System.nanoTime());
  }

  /** Another benchmark begins, the k-th of n. */
  public void benchmark(String name, int k, int n, double expectedSeconds) {
    benchmark = name + " (" + k + " of " + n + ")";
    round = "";
    time.begin(expectedSeconds, System.nanoTime());
    line("");
  }

  /** A round begins: those that do not count have numbers up to 0. */
  public void round(int k, int n) {
    round = k <= 0 ? ", warm-up" : ", round " + k + " of " + n;
    if (!terminal) {
      line("");
    }
  }

  /** What is measured now. */
  public void step(String what) {
    if (terminal) {
      line(", " + what);
    }
  }

  /** Something that stays on the terminal. */
  public void say(String text) {
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
