package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Answers datagrams on a {@link DatagramSocket}: the worker's id, its pid, a count, the question.
 */
final class DatagramSocketServer implements Server {
  private static final long PID = ProcessHandle.current().pid();

  private final DatagramSocket socket;

  private DatagramSocketServer(DatagramSocket socket) {
    this.socket = socket;
  }

  static DatagramSocketServer start(int port) throws IOException {
    DatagramSocketServer started = new DatagramSocketServer(new DatagramSocket(port));
    Thread.ofPlatform().name("datagram-server").start(started::answerAll);
    return started;
  }

  @Override
  public SocketAddress address() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public void close() {
    socket.close();
  }

  private void answerAll() {
    try {
      for (int served = 1; ; served++) {
        answer(served);
      }
    } catch (IOException e) {
      IO.println("ended " + EchoConnections.ID + " " + e);
    }
  }

  private void answer(int served) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
    socket.receive(packet);
    String question = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    String answer = EchoConnections.ID + " " + PID + " " + served + " " + question;
    packet.setData(answer.getBytes(StandardCharsets.UTF_8));
    socket.send(packet);
  }
}
