package dev.prefork.cli.config;

import java.nio.file.Path;

/** Where a value was given, as messages name it. Later ones have precedence. */
sealed interface Origin {
  /** In the file. */
  record Line(Path file, int line, String key) implements Origin {
    @Override
    public String toString() {
      return file + ":" + line + ": " + key;
    }
  }

  /** In the environment. */
  record Variable(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }

  /** On the command line. */
  record Flag(String name) implements Origin {
    @Override
    public String toString() {
      return name;
    }
  }
}
