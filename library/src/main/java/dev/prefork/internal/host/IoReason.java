package dev.prefork.internal.host;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** Describes an I/O error in a few words, without a class name or a path. */
public final class IoReason {
  private IoReason() {}

  /** Returns the operating system's reason, or else a reason derived from the exception's name. */
  public static String of(IOException fault) {
    String words =
        fault instanceof FileSystemException file ? file.getReason() : fault.getMessage();
    return words == null || words.isEmpty() ? ofName(fault.getClass()) : words;
  }

  /** Turns {@code AccessDeniedException} into {@code access denied}. */
  private static String ofName(Class<?> type) {
    return type.getSimpleName()
        .replaceFirst("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
        .toLowerCase(Locale.ROOT);
  }
}
