package dev.prefork.it.harness.servers;

import java.io.IOException;

/** One connection of a client with a server. */
public interface Talk extends AutoCloseable {
  /** Asks who serves it, and what that one sees. */
  Seen who() throws IOException;

  /** Sends so many bytes, and says how many arrived and their checksum. */
  String received(byte[] bytes) throws IOException;

  /** Tells the server to stop; whether that is answered is its own business. */
  void stop() throws IOException;

  /** The client's own address and port. */
  String address();

  /** True if the server has announced that it answers no more on this connection. */
  default boolean isOver() {
    return false;
  }

  @Override
  void close();

  /**
   * What a server has said.
   *
   * @param pid its process
   * @param remote the client's address, as it sees it
   * @param local its own, as it sees it
   */
  record Seen(long pid, String remote, String local) {
    static Seen parse(String text) {
      String[] words = text.strip().split(" ", -1);
      return new Seen(Long.parseLong(words[0]), words[1], words[2]);
    }
  }
}
