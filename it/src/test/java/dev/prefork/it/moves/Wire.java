package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One end of a connection, on which a test writes and reads the bytes itself. */
final class Wire implements AutoCloseable {
  private final Socket socket;

  Wire(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
  }

  static Wire connect(int port) {
    try {
      return new Wire(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  /** Sends a text, each character of which is a byte. */
  void send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads as many bytes as the text has, which must be its own. */
  void expect(String text) {
    assertThat(read(text.length())).isEqualTo(text);
  }

  /** The same, unless the other end has ended the connection: then false. */
  boolean expectOrEnd(String text) {
    String seen = read(text.length());
    assertThat(seen).isIn(text, "");
    return !seen.isEmpty();
  }

  private String read(int length) {
    try {
      byte[] bytes = socket.getInputStream().readNBytes(length);
      return new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a line, and nothing after it. */
  String readLine() {
    StringBuilder line = new StringBuilder();
    for (int c = read(); c >= 0 && c != '\n'; c = read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  private int read() {
    try {
      InputStream in = socket.getInputStream();
      return in.read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the other end has ended the connection, which must be the next that it does. */
  void expectEnd() {
    assertThat(read()).isEqualTo(-1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
