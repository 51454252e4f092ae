package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.servers.Dialect;
import dev.prefork.it.harness.servers.HttpAnswer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of an {@code HttpWorker} that has one connection, and repeats no request. */
final class KeptClient implements AutoCloseable {
  private static final int CHUNK = 1000;

  private final Socket socket;
  private final InputStream in;

  private KeptClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
  }

  static KeptClient connect(int port) {
    try {
      return new KeptClient(new Socket(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  /** The client's end of the connection, as the server writes it. */
  private String address() {
    InetSocketAddress own = (InetSocketAddress) socket.getLocalSocketAddress();
    return own.getAddress().getHostAddress() + ":" + own.getPort();
  }

  /** The client's port. */
  int port() {
    return socket.getLocalPort();
  }

  /** Returns the pid of the worker that answers, which must see this client's address. */
  long get() {
    try {
      return get("/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long get(String target) throws IOException {
    return request("GET " + target, "", new byte[0], new byte[0]);
  }

  /** Sends a body with its length. */
  long post(byte[] body) {
    try {
      return request("POST /", "Content-Length: " + body.length + "\r\n", body, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a body in chunks. */
  long postChunked(byte[] body) {
    try {
      return request("POST /", "Transfer-Encoding: chunked\r\n", chunks(body), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] chunks(byte[] body) {
    ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += CHUNK) {
      int size = Math.min(CHUNK, body.length - at);
      chunks.writeBytes(bytes(Integer.toHexString(size) + "\r\n"));
      chunks.write(body, at, size);
      chunks.writeBytes(bytes("\r\n"));
    }
    chunks.writeBytes(bytes("0\r\n\r\n"));
    return chunks.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private long request(String start, String headers, byte[] content, byte[] body)
      throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(bytes(start + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"));
    request.writeBytes(content);
    socket.getOutputStream().write(request.toByteArray());
    HttpAnswer answer = HttpAnswer.read(in);
    String[] words = answer.text().strip().split(" ", 2);
    assertThat(answer.isOk()).as(answer.status()).isTrue();
    assertThat(words[1]).isEqualTo(expected(start.split(" ", 2)[1], body));
    return Long.parseLong(words[0]);
  }

  private String expected(String target, byte[] body) {
    return address() + " " + target + " " + Dialect.received(body);
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
