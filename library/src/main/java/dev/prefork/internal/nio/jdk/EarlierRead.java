package dev.prefork.internal.nio.jdk;

/**
 * A read that may have begun before the socket of a connection was replaced. As long as it lasts,
 * it can take bytes of the old socket.
 */
@FunctionalInterface
public interface EarlierRead {
  /** No thread was reading. */
  EarlierRead NONE = () -> true;

  /** Returns whether the read is certainly over; if it is not, wakes a thread that waits in it. */
  boolean isOver();
}
