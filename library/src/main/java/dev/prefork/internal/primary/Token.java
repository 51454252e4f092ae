package dev.prefork.internal.primary;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Creates random tokens. Reads them from the kernel, because initializing a SecureRandom takes
 * longer than a fork.
 */
final class Token {
  private static final int LENGTH = 16;

  private Token() {}

  static byte[] next() throws IOException {
    try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
      return random.readNBytes(LENGTH);
    }
  }
}
