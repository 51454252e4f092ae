package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * Answers datagrams on a {@link DatagramChannel}: the worker's id, its pid, a count, the question.
 */
final class DatagramChannelServer implements Server {
  private static final String ID = System.getenv("PREFORK_WORKER_ID");

  private final DatagramChannel channel;
  private int served;

  private DatagramChannelServer(DatagramChannel channel) {
    this.channel = channel;
  }

  static DatagramChannelServer start(int port, boolean reusePort) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      if (reusePort) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    DatagramChannelServer server = new DatagramChannelServer(channel);
    Thread.ofPlatform().name("datagram-server").start(server::answerAll);
    return server;
  }

  private void answerAll() {
    ByteBuffer buffer = ByteBuffer.allocate(1000);
    while (channel.isOpen()) {
      try {
        SocketAddress client = channel.receive(buffer.clear());
        channel.send(answer(buffer.flip()), client);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        IO.println("unanswered " + ID + " " + e);
      }
    }
  }

  private ByteBuffer answer(ByteBuffer question) {
    String text = StandardCharsets.UTF_8.decode(question).toString();
    String who = ID + " " + ProcessHandle.current().pid() + " " + ++served;
    return StandardCharsets.UTF_8.encode(who + " " + text);
  }

  @Override
  public SocketAddress address() throws IOException {
    return channel.getLocalAddress();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
