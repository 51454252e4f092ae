package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Summarizes the figures of several rounds. */
final class Statistics {
  private Statistics() {}

  /** {@return the median of the ratios of the figures of each round} */
  static double medianRatio(List<Double> values, List<Double> bases) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(values.size(), bases.size()); i++) {
      ratios.add(values.get(i) / bases.get(i));
    }
    return median(ratios);
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double sum(List<Double> values) {
    return values.isEmpty() ? Double.NaN : values.stream().mapToDouble(Double::doubleValue).sum();
  }
}
