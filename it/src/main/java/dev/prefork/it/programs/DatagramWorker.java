package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.Servers;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A worker that answers datagrams on {@code port=} with its id, its pid, a count and the question.
 * It leaves when it gets a message, and if its id is at most {@code leavers=}, before it answers
 * the tenth datagram. The other arguments:
 *
 * <pre>
 * by=channel|selector|socket|timed-socket|adaptor   what receives
 * way=disconnect|stop|kill                          how the worker leaves
 * virtual                                           receive on a virtual thread
 * joined                                            a listener for Disconnect waits for that thread
 * tcp=ENDPOINT                                      listen there, too
 * </pre>
 */
final class DatagramWorker {
  private static final int MOST = 10;

  private final Arguments arguments;
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final ByteBuffer buffer = ByteBuffer.allocate(1000);
  private int served;

  /** Receives and answers once. */
  @FunctionalInterface
  private interface Turn {
    void run() throws IOException;
  }

  DatagramWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  void start() throws IOException {
    self.on(Message.class, _ -> leave());
    if (arguments.has("tcp")) {
      new Servers().listen(arguments.text("tcp"));
    }
    InetSocketAddress address = new InetSocketAddress(arguments.number("port"));
    Turn turn =
        switch (arguments.text("by")) {
          case "socket" -> bySocket(new DatagramSocket(address), 0);
          case "timed-socket" -> bySocket(new DatagramSocket(address), 50);
          case "adaptor" -> bySocket(DatagramChannel.open().bind(address).socket(), 0);
          case "selector" -> bySelector(DatagramChannel.open().bind(address));
          default -> byChannel(DatagramChannel.open().bind(address));
        };
    Thread.Builder threads =
        arguments.has("virtual") ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
    Thread receiver = threads.start(() -> repeat(turn));
    if (arguments.has("joined")) {
      self.on(Disconnect.class, _ -> join(receiver));
    }
  }

  /** The thread ends because the socket is closed by now. */
  private static void join(Thread receiver) {
    try {
      receiver.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void repeat(Turn turn) {
    try {
      while (true) {
        turn.run();
      }
    } catch (IOException | RuntimeException e) {
      IO.println("ended " + self.id() + " " + e);
    }
  }

  private Turn byChannel(DatagramChannel channel) {
    return () -> {
      SocketAddress client = channel.receive(buffer.clear());
      channel.send(ByteBuffer.wrap(answer()), client);
    };
  }

  private Turn bySelector(DatagramChannel channel) throws IOException {
    Selector selector = Selector.open();
    channel.configureBlocking(false).register(selector, SelectionKey.OP_READ);
    return () -> {
      selector.select();
      for (SelectionKey _ : selector.selectedKeys()) {
        SocketAddress client = channel.receive(buffer.clear());
        if (client != null) {
          channel.send(ByteBuffer.wrap(answer()), client);
        }
      }
      selector.selectedKeys().clear();
    };
  }

  private Turn bySocket(DatagramSocket socket, int timeout) throws IOException {
    socket.setSoTimeout(timeout);
    DatagramPacket packet = new DatagramPacket(buffer.array(), buffer.capacity());
    return () -> {
      try {
        packet.setData(buffer.array());
        socket.receive(packet);
        buffer.clear().position(packet.getLength());
        packet.setData(answer());
        socket.send(packet);
      } catch (SocketTimeoutException e) {
        // again
      }
    };
  }

  private byte[] answer() {
    String question = StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    served++;
    if (served == MOST && self.id() <= arguments.number("leavers", 0)) {
      leave();
    }
    return (self.id() + " " + self.pid() + " " + served + " " + question)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void leave() {
    switch (arguments.text("way")) {
      case "stop" -> {
        CompletableFuture<Void> _ = self.stop();
      }
      case "kill" -> self.kill();
      default -> {
        CompletableFuture<Void> _ = self.disconnect();
      }
    }
  }
}
