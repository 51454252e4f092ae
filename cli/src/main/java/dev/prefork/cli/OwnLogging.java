package dev.prefork.cli;

import dev.prefork.internal.supervisor.logs.TerminalText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;

/** The library's messages, one line for each, as a command's messages are. */
public final class OwnLogging {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** Configures logging; the JDK does this when the first message comes. */
  public OwnLogging() throws IOException {
    String handler = ConsoleHandler.class.getName();
    String text =
        "handlers=%s\n.level=INFO\n%s.formatter=%s\n"
            .formatted(handler, handler, Line.class.getName());
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Has messages written so, unless the user has configured something else. */
  static void choose() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, OwnLogging.class.getName());
    }
  }

  /** A message, without what it came from. */
  public static final class Line extends Formatter {
    @Override
    public String format(LogRecord message) {
      return "prefork: " + TerminalText.plain(formatMessage(message)) + System.lineSeparator();
    }
  }
}
