package dev.prefork.cli.run;

import dev.prefork.internal.host.IoReason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Objects;

/** Turns an exception into an error message, never a bare class name or {@code null}. */
public final class Faults {
  private Faults() {}

  /** {@return one line, or several if the message has several} */
  public static String text(Exception fault) {
    return switch (fault) {
      case FileSystemException file -> file.getFile() + ": " + IoReason.of(file);
      case IOException io -> IoReason.of(io);
      default -> written(fault);
    };
  }

  private static String written(Exception fault) {
    String message = fault.getMessage();
    return message == null || message.isBlank()
        ? "internal error, please report it: " + described(fault)
        : message;
  }

  private static String described(Exception fault) {
    StackTraceElement[] trace = fault.getStackTrace();
    return Objects.toString(fault) + (trace.length == 0 ? "" : " at " + trace[0]);
  }
}
