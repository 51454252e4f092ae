package dev.prefork.bench.harness;

import java.io.IOException;

/** Thrown if a program is not installed and cannot be downloaded or built. */
final class MissingToolException extends IOException {
  private static final long serialVersionUID = 1;

  MissingToolException(String message) {
    super(message);
  }
}
