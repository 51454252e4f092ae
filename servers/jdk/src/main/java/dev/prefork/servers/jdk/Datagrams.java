package dev.prefork.servers.jdk;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Servers that answer each datagram with who they are and what they received. */
final class Datagrams {
  private static final int LONGEST = 65_535;

  private Datagrams() {}

  static void serveChannel(int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(port));
    ByteBuffer buffer = ByteBuffer.allocate(LONGEST);
    try {
      while (true) {
        SocketAddress client = channel.receive(buffer.clear());
        byte[] heard = new byte[buffer.flip().remaining()];
        buffer.get(heard);
        channel.send(answer(client, channel.getLocalAddress(), heard), client);
        stopIfTold(heard, channel::close);
      }
    } catch (AsynchronousCloseException e) {
      // it was stopped
    }
  }

  static void serveSocket(int port) throws IOException {
    DatagramSocket socket = new DatagramSocket(port);
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
    try {
      while (true) {
        packet.setLength(LONGEST);
        socket.receive(packet);
        byte[] heard = Arrays.copyOf(packet.getData(), packet.getLength());
        SocketAddress client = packet.getSocketAddress();
        byte[] answer = answer(client, socket.getLocalSocketAddress(), heard).array();
        socket.send(new DatagramPacket(answer, answer.length, client));
        stopIfTold(heard, socket::close);
      }
    } catch (SocketException e) {
      if (!socket.isClosed()) {
        throw e;
      }
    }
  }

  private static ByteBuffer answer(SocketAddress client, SocketAddress local, byte[] heard) {
    String text = Answers.who(client, local) + " " + Answers.received(heard);
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void stopIfTold(byte[] heard, Ending.Stop stop) {
    if (Greeting.isStop(ByteBuffer.wrap(heard))) {
      Ending.stop(stop);
    }
  }
}
