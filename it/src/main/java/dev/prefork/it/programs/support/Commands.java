package dev.prefork.it.programs.support;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;

/** Runs commands, one per line. */
public final class Commands {
  private Commands() {}

  /** Runs one command. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs a command.
     *
     * @param words the words of the line
     */
    void run(List<String> words) throws IOException;
  }

  /** Starts a daemon thread that runs the commands of standard input. */
  public static void start(Runner runner) {
    Thread.ofPlatform().daemon().start(() -> runAll(System.in, runner));
  }

  /** Runs commands until the input ends. Prints {@code refused LINE: EXCEPTION} if one fails. */
  public static void runAll(InputStream in, Runner runner) {
    Scanner lines = new Scanner(in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      String line = lines.nextLine();
      try {
        runner.run(List.of(line.split(" ", -1)));
      } catch (IOException | RuntimeException e) {
        IO.println("refused " + line + ": " + e);
      }
    }
  }

  /** {@return the words from an index on, joined by spaces} */
  public static String text(List<String> words, int from) {
    return String.join(" ", words.subList(from, words.size()));
  }
}
