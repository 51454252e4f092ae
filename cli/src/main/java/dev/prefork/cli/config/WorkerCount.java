package dev.prefork.cli.config;

import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.Sizing;

/** Numbers of workers; {@code max} is what the machine has room for. */
final class WorkerCount implements Bounded<Integer> {
  private static final ValueType<Integer> NUMBERS = Count.of(Bounds.WORKERS);

  @Override
  public String label() {
    return "N|max";
  }

  @Override
  public Integer min() {
    return (int) Bounds.WORKERS.min();
  }

  @Override
  public Integer max() {
    return (int) Bounds.WORKERS.max();
  }

  @Override
  public Integer read(String text) {
    if (text.equals("max")) {
      return Sizing.ofThisProcess().workers();
    }
    try {
      return NUMBERS.read(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no number of workers: give "
              + Bounds.WORKERS
              + ", or max for one per processor",
          e);
    }
  }

  @Override
  public String write(Integer value) {
    return value.toString();
  }
}
