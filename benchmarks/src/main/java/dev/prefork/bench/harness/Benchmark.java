package dev.prefork.bench.harness;

import dev.prefork.bench.report.Section;
import java.io.IOException;

/** One comparison or measurement. */
public interface Benchmark {
  /** {@return the name on the command line} */
  String name();

  /** {@return the line about this benchmark in the help} */
  String about();

  /** {@return roughly how many seconds the benchmark takes, to display the time left} */
  double expectedSeconds(Plan plan);

  /**
   * Measures, and adds each figure to the tables of the section at once, so that a failure keeps
   * the figures before it.
   */
  void run(Plan plan, Section section) throws IOException, InterruptedException;
}
