package dev.prefork.bench.frame;

import dev.prefork.bench.report.Section;
import java.io.IOException;

/** Something that is measured. */
public interface Benchmark {
  /** What it is called on the command line. */
  String name();

  /** What it measures, in one line. */
  String about();

  /** How many seconds it takes, roughly, for the progress that is shown. */
  double expectedSeconds(Plan plan);

  /**
   * Measures, and puts the figures into tables of the section as they come: should it fail, they
   * are kept.
   */
  void run(Plan plan, Section section) throws IOException, InterruptedException;
}
