package dev.prefork.bench.frame;

import java.io.IOException;

/** A program of somebody else's that is not installed and cannot be fetched. */
final class MissingTool extends IOException {
  private static final long serialVersionUID = 1;

  MissingTool(String message) {
    super(message);
  }
}
