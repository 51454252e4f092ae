package dev.prefork.cli.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of up to 1 MiB from a socket. */
final class LineReader {
  static final int MAX_BYTES = 1 << 20;
  private static final int INITIAL_BYTES = 4096;

  private final SocketChannel channel;
  private ByteBuffer buffer = ByteBuffer.allocate(INITIAL_BYTES);
  private int searched;

  LineReader(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads a request; null at the end of the stream. */
  @Nullable Request readRequest() throws IOException {
    String line = readLine();
    return line == null ? null : Protocol.readRequest(line);
  }

  /**
   * Reads a line.
   *
   * @return null at the end of the stream, also within a line
   */
  @Nullable String readLine() throws IOException {
    while (true) {
      for (; searched < buffer.position(); searched++) {
        if (buffer.get(searched) == '\n') {
          return take(searched);
        }
      }
      makeRoom();
      if (channel.read(buffer) < 0) {
        return null;
      }
    }
  }

  private String take(int length) throws IOException {
    buffer.flip();
    ByteBuffer line = buffer.slice(0, length);
    buffer.position(length + 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
    } catch (CharacterCodingException e) {
      throw new Protocol.NotUnderstood("not UTF-8");
    } finally {
      buffer.compact();
      searched = 0;
    }
  }

  private void makeRoom() throws IOException {
    if (buffer.hasRemaining()) {
      return;
    }
    if (buffer.capacity() >= MAX_BYTES) {
      throw new Protocol.NotUnderstood("line longer than " + MAX_BYTES + " bytes");
    }
    ByteBuffer larger = ByteBuffer.allocate(Math.min(MAX_BYTES, 2 * buffer.capacity()));
    buffer = larger.put(buffer.flip());
  }
}
