package dev.prefork;

/** How a handle is sent with a message. Node's options of {@code send}. */
public enum SendOption {
  /**
   * The sender keeps its channel, and both sides may use the socket. Node's {@code keepOpen}. Its
   * blocking mode is that of the socket, so both sides have the one that was set last.
   */
  KEEP_OPEN
}
