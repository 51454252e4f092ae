package dev.prefork.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that is no worker, on the socket that is for workers. */
public final class Stranger implements AutoCloseable {
  private static final int TOKEN = 16;

  private final SocketChannel channel;

  private Stranger(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects. */
  public static Stranger at(Path socket) {
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new Stranger(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that are no frame. */
  public static byte[] garbage() {
    return "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  /** A frame whose header says what its body may not be. */
  public static byte[] frame(char type, int length, byte[] body) {
    ByteBuffer frame = ByteBuffer.allocate(8 + body.length);
    frame.putInt(length).put((byte) type).put((byte) 0).put((byte) 'P').put((byte) 'F').put(body);
    return frame.array();
  }

  /** A frame. */
  public static byte[] frame(char type, byte[] body) {
    return frame(type, body.length, body);
  }

  /** A HELLO as a worker says it, with a secret that is guessed. */
  public static byte[] hello() {
    return ByteBuffer.allocate(6 + TOKEN).putInt(1).putShort((short) TOKEN).array();
  }

  /** A HELLO as the worker says it that has this secret. */
  public static byte[] hello(byte[] secret) {
    return ByteBuffer.wrap(hello()).position(hello().length - TOKEN).put(secret).array();
  }

  /** A LISTEN as a worker says it, with a secret that is guessed. */
  public static byte[] listen() {
    ByteBuffer body = ByteBuffer.allocate(2 + TOKEN + 2 + 2 + 4 + 4 + 2 + 4 + 1 + 4 + 1 + 4 + 2);
    body.putShort((short) TOKEN).position(2 + TOKEN);
    body.putShort((short) 'T').putShort((short) 4);
    return body.array();
  }

  /** Says something. */
  public Stranger say(byte[] bytes) {
    try {
      channel.write(ByteBuffer.wrap(bytes));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the other side ends the conversation without a word. */
  public void awaitRefusal() {
    CompletableFuture<Integer> heard = CompletableFuture.supplyAsync(this::hear);
    int count = heard.orTimeout(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (count >= 0) {
      throw new AssertionError("a stranger was told " + count + " bytes");
    }
  }

  private int hear() {
    try {
      return channel.read(ByteBuffer.allocate(64));
    } catch (IOException e) {
      return -1; // ended in the middle of what was said
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
