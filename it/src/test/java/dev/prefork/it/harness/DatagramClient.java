package dev.prefork.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client that asks by many datagrams at once. */
public final class DatagramClient implements AutoCloseable {
  /** Loopback loses nothing: what has no answer after this is lost. */
  private static final int PATIENCE_MILLIS = 5000;

  private final int port;
  private final DatagramSocket socket;
  private int asked;

  /** Asks a port. */
  public DatagramClient(int port) {
    try {
      this.port = port;
      socket = new DatagramSocket();
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a datagram. */
  public void say(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException("UDP port " + port, e);
    }
  }

  /** Asks so many questions at once. Returns the answers, fewer if some have none. */
  public List<Answer> askAtOnce(int count) {
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      say("question-" + ++asked);
    }
    List<Answer> answers = new ArrayList<>();
    try {
      while (answers.size() < count) {
        DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
        socket.receive(answer);
        String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        answers.add(Answer.parse(text, Duration.ofNanos(System.nanoTime() - start)));
      }
    } catch (SocketTimeoutException e) {
      // the rest are lost
    } catch (IOException e) {
      throw new UncheckedIOException("UDP port " + port, e);
    }
    return answers;
  }

  @Override
  public void close() {
    socket.close();
  }
}
