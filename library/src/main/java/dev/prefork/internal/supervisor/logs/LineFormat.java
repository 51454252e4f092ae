package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import dev.prefork.supervisor.model.LogOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Formats lines for files and streams, with a line break. */
final class LineFormat {
  private LineFormat() {}

  /**
   * Formats a line of a worker.
   *
   * @param bytes holds the line as the worker wrote it, from {@code from} to {@code to}
   */
  static byte[] encode(LogOptions.Format format, LogLine line, byte[] bytes, int from, int to) {
    return switch (format) {
      case PREFIXED -> join("[" + line.worker() + "] ", bytes, from, to);
      case RAW -> join("", bytes, from, to);
      case JSON -> json(line);
    };
  }

  /** Formats a line of a worker for a terminal, without control sequences but colours. */
  static byte[] encodeForTerminal(LogOptions.Format format, LogLine line) {
    byte[] text = utf8(TerminalText.colored(line.text()));
    return encode(format, line, text, 0, text.length);
  }

  /** Formats a note. */
  static byte[] encode(LogOptions.Format format, LogLine note) {
    return format == LogOptions.Format.JSON ? json(note) : utf8("[prefork] " + note.text() + "\n");
  }

  private static byte[] join(String prefix, byte[] bytes, int from, int to) {
    byte[] before = utf8(prefix);
    byte[] line = Arrays.copyOf(before, before.length + to - from + 1);
    System.arraycopy(bytes, from, line, before.length, to - from);
    line[line.length - 1] = '\n';
    return line;
  }

  private static byte[] json(LogLine line) {
    StringBuilder json = new StringBuilder(line.text().length() + 128);
    json.append("{\"time\":\"").append(line.time());
    json.append("\",\"worker\":").append(line.worker());
    json.append(",\"slot\":").append(line.slot());
    json.append(",\"generation\":").append(line.generation());
    json.append(",\"pid\":").append(line.pid());
    json.append(",\"stream\":\"").append(line.stream());
    json.append("\",\"text\":\"");
    appendEscaped(json, line.text());
    return utf8(json.append("\"}\n").toString());
  }

  private static void appendEscaped(StringBuilder json, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> json.append('\\').append(c);
        case '\t' -> json.append("\\t");
        case '\r' -> json.append("\\r");
        default -> {
          if (TerminalText.isHarmful(c) && !Character.isSurrogate(c)) {
            json.append("\\u").append(HexFormat.of().toHexDigits(c));
          } else {
            json.append(c);
          }
        }
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
