package dev.prefork.it.harness.servers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Datagrams from one address, each of which may be answered by another worker. */
final class DatagramTalk implements Talk {
  /** On this machine a datagram is lost only with the process that has it. */
  private static final int LOST_MILLIS = 5_000;

  private static final byte[] WHO = "who\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] STOP = "stop\n".getBytes(StandardCharsets.UTF_8);

  private final DatagramSocket socket;

  DatagramTalk(InetAddress source, int port) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(source, 0));
    socket.connect(Dialect.server(port));
    socket.setSoTimeout(LOST_MILLIS);
  }

  @Override
  public Seen who() throws IOException {
    return Seen.parse(ask(WHO));
  }

  @Override
  public String received(byte[] bytes) throws IOException {
    return ask(bytes).split(" ", 4)[3];
  }

  private String ask(byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length));
    DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
    socket.receive(answer);
    return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
  }

  @Override
  public void stop() throws IOException {
    ask(STOP);
  }

  @Override
  public String address() {
    return Dialect.text((InetSocketAddress) socket.getLocalSocketAddress());
  }

  @Override
  public void close() {
    socket.close();
  }
}
