package dev.prefork.internal.dispatch;

import java.io.IOException;

/** Thrown if Prefork itself, not a system call, refuses a request to listen. */
final class Refusal extends IOException {
  private static final long serialVersionUID = 1;

  Refusal(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
