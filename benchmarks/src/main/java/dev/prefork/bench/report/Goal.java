package dev.prefork.bench.report;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A goal.
 *
 * @param what the description
 * @param sense the meaning of the limit
 * @param limit the limit of the figure
 * @param figure reads the figure from the results; NaN if it was not measured
 */
record Goal(String what, Sense sense, double limit, ToDoubleFunction<Results> figure) {
  enum Sense {
    AT_LEAST,
    AT_MOST
  }

  static Goal atLeast(double limit, String what, ToDoubleFunction<Results> figure) {
    return new Goal(what, Sense.AT_LEAST, limit, figure);
  }

  static Goal atMost(double limit, String what, ToDoubleFunction<Results> figure) {
    return new Goal(what, Sense.AT_MOST, limit, figure);
  }

  /** {@return whether the goal was reached, or by how many percent of the limit it was missed} */
  String verdict(double figure) {
    if (Double.isNaN(figure)) {
      return "not measured";
    }
    boolean reached = sense == Sense.AT_LEAST ? figure >= limit : figure <= limit;
    double percent = Math.abs(figure - limit) / limit * 100;
    return reached ? "reached" : String.format(Locale.ROOT, "missed by %.1f %%", percent);
  }
}
