package dev.prefork.internal.supervisor.logs;

import dev.prefork.supervisor.model.LogLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines, limited by their number and length. */
final class Tail {
  private final int maxLines;
  private final int maxCharacters;
  private final Deque<LogLine> lines = new ArrayDeque<>();
  private int characters;

  Tail(int maxLines, int maxCharacters) {
    this.maxLines = maxLines;
    this.maxCharacters = maxCharacters;
  }

  synchronized void add(LogLine line) {
    lines.addLast(line);
    characters += line.text().length();
    while (lines.size() > maxLines || (characters > maxCharacters && lines.size() > 1)) {
      characters -= lines.removeFirst().text().length();
    }
  }

  /** Returns the last lines, in order. */
  synchronized List<LogLine> last(int count) {
    return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
  }

  synchronized List<LogLine> all() {
    return List.copyOf(lines);
  }
}
