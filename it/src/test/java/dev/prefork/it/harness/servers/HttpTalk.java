package dev.prefork.it.harness.servers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** HTTP/1.1, with nothing between a test and its socket. */
final class HttpTalk implements Talk {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private boolean over;

  HttpTalk(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  @Override
  public Seen who() throws IOException {
    return Seen.parse(request("GET", "/", new byte[0]));
  }

  @Override
  public String received(byte[] bytes) throws IOException {
    return request("POST", "/echo", bytes);
  }

  @Override
  public void stop() throws IOException {
    request("GET", "/stop", new byte[0]);
  }

  @Override
  public String address() {
    return Dialect.text((InetSocketAddress) socket.getLocalSocketAddress());
  }

  @Override
  public boolean isOver() {
    return over;
  }

  private String request(String method, String path, byte[] body) throws IOException {
    String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
    String content =
        body.length == 0
            ? ""
            : "Content-Type: application/octet-stream\r\nContent-Length: " + body.length + "\r\n";
    out.write((head + content + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    out.write(body);
    out.flush();
    return response(method + " " + path);
  }

  private String response(String request) throws IOException {
    HttpAnswer answer = HttpAnswer.read(in);
    over = answer.isLast();
    if (!answer.isOk()) {
      throw new AssertionError(
          request + " is answered with " + answer.status() + "\n" + answer.text());
    }
    return answer.text();
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
