package dev.prefork;

/** The options for sending a channel with a message. Node's {@code options} of {@code send}. */
public enum SendOption {
  /**
   * Keeps the sender's channel open, so that both sides can use the socket. The blocking mode
   * belongs to the socket: both sides have the mode that either of them set last. Node's {@code
   * keepOpen}.
   */
  KEEP_OPEN
}
