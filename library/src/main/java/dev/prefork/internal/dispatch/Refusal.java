package dev.prefork.internal.dispatch;

import java.io.IOException;

/** A request that is refused for a reason which no system call gave. */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1;

  Refusal(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
