package dev.prefork.nio;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** How connections come in once a channel is bound. */
sealed interface Intake permits HandoffIntake, ListenerIntake {
  /** Takes a connection that is there. */
  @Nullable SocketChannel poll() throws IOException;

  /**
   * Waits for a connection, in blocking mode.
   *
   * @param nanos how long at most, 0 for ever
   * @return null if the time has passed, or the channel was closed meanwhile
   */
  @Nullable SocketChannel await(long nanos) throws IOException;

  /**
   * Lets a thread in {@link #await} return, and the primary know that this worker takes no more.
   */
  void wake() throws IOException;

  /** Closes the descriptor. Called once, with no thread inside and no selector watching. */
  void close() throws IOException;
}
