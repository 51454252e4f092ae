package dev.prefork.servers.jdk;

import dev.prefork.servers.answers.Answers;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The echo servers' few words. */
final class Greeting {
  /** What a client says to stop the server. */
  private static final ByteBuffer STOP = bytes("stop\n");

  private Greeting() {}

  /** What a client hears first. */
  static ByteBuffer of(SocketAddress remote, SocketAddress local) {
    return bytes(Answers.who(remote, local) + "\n");
  }

  static boolean isStop(ByteBuffer heard) {
    return heard.equals(STOP);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
