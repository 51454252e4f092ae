package dev.prefork.cli.text;

import dev.prefork.internal.supervisor.logs.TerminalText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/** Configures java.util.logging so that a record of the library is one line of the command. */
public final class CommandLogging {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** Called by the JDK at the first record. */
  public CommandLogging() throws IOException {
    String handler = ConsoleHandler.class.getName();
    String text =
        "handlers=%s\n.level=INFO\n%s.formatter=%s\n"
            .formatted(handler, handler, Line.class.getName());
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Enables this configuration, unless the user has another one. */
  public static void enable() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, CommandLogging.class.getName());
    }
  }

  /** The message of a record alone. */
  public static final class Line extends Formatter {
    @Override
    public String format(LogRecord message) {
      return "prefork: " + TerminalText.plain(formatMessage(message)) + System.lineSeparator();
    }
  }
}
