package dev.prefork.internal.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Why input or output failed, for people: a few words without a class name or a path. */
public final class IoReason {
  private IoReason() {}

  /**
   * The operating system's words where the JDK has kept them, else those of the exception's name.
   */
  public static String of(IOException fault) {
    String words =
        fault instanceof FileSystemException file ? file.getReason() : fault.getMessage();
    return words == null || words.isEmpty() ? ofName(fault.getClass()) : words;
  }

  /** {@code AccessDeniedException}: access denied. */
  private static String ofName(Class<?> type) {
    return type.getSimpleName()
        .replaceFirst("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
