package dev.prefork.it.harness.servers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP/1.1, with nothing between a test and its socket. */
final class HttpTalk implements Talk {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

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
    String status = Lines.read(in);
    Map<String, String> headers = new TreeMap<>();
    for (String line = Lines.read(in); !line.isEmpty(); line = Lines.read(in)) {
      String[] parts = line.split(":\\s*", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    byte[] body =
        headers.containsKey("content-length")
            ? readExactly(Integer.parseInt(headers.get("content-length")))
            : readChunks();
    String text = new String(body, StandardCharsets.UTF_8);
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new AssertionError(request + " is answered with " + status + "\n" + text);
    }
    return text;
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = readSize(); size > 0; size = readSize()) {
      all.write(readExactly(size));
      Lines.read(in);
    }
    Lines.read(in);
    return all.toByteArray();
  }

  private int readSize() throws IOException {
    return Integer.parseInt(Lines.read(in), 16);
  }

  private byte[] readExactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer ends in its middle");
    }
    return bytes;
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
