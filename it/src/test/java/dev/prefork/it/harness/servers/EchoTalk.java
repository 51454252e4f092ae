package dev.prefork.it.harness.servers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A greeting, and then an echo. */
final class EchoTalk implements Talk {
  private static final byte[] PING = "ping\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] STOP = "stop\n".getBytes(StandardCharsets.UTF_8);

  private final Socket socket;
  private final InputStream in;
  private final Seen greeting;

  EchoTalk(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.greeting = Seen.parse(Lines.read(in));
  }

  @Override
  public Seen who() throws IOException {
    if (!Arrays.equals(echo(PING), PING)) {
      throw new EOFException("the connection ended instead of an echo");
    }
    return greeting;
  }

  @Override
  public String received(byte[] bytes) throws IOException {
    return Dialect.received(echo(bytes));
  }

  /** Sends on a thread of its own: an echo server reads no more than its client does. */
  private byte[] echo(byte[] bytes) throws IOException {
    Thread sender = Thread.ofVirtual().start(() -> send(bytes));
    byte[] back = in.readNBytes(bytes.length);
    try {
      sender.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return back;
  }

  private void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      close(); // the reader is told so
    }
  }

  @Override
  public void stop() throws IOException {
    echo(STOP);
  }

  @Override
  public String address() {
    return Dialect.text((InetSocketAddress) socket.getLocalSocketAddress());
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
