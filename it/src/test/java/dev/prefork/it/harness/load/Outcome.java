package dev.prefork.it.harness.load;

/** How a request ended, as its client sees it. */
public enum Outcome {
  /** With the right answer. */
  ANSWERED,
  /** Nobody listened. */
  REFUSED,
  /** There was no connection for another reason. */
  UNCONNECTED,
  /** The connection was reset. */
  RESET,
  /** The connection was closed before the first byte of an answer. */
  ENDED,
  /** The connection was closed in the middle of an answer. */
  CUT,
  /** The answer was an error, or somebody else's. */
  WRONG,
  /** Nothing came for a long time. */
  TIMED_OUT
}
