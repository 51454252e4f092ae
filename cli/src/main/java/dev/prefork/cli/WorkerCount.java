package dev.prefork.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many workers: a number, or {@code max} for one per processor. */
final class WorkerCount implements ITypeConverter<Integer> {
  private static final int MOST = 1024;

  @Override
  public Integer convert(String value) {
    if (value.equals("max")) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int count = Integer.parseInt(value);
      if (count >= 1 && count <= MOST) {
        return count;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new TypeConversionException(
        "'"
            + value
            + "' is no number of workers: give 1 to "
            + MOST
            + ", or max for one per processor");
  }
}
