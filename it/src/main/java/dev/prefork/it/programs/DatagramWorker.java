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
 * Workers that answer datagrams on {@code port=} and leave at their tenth, as {@code way=} says, if
 * their number is one of the first {@code leavers=}; that one they answer afterwards. {@code by=}
 * says what they receive with, {@code virtual} on what thread; with {@code joined} a listener for
 * {@link Disconnect} waits for that thread. The primary is {@link ScriptedPrimary}; a worker that
 * is sent a message leaves then.
 */
public final class DatagramWorker {
  private static final int LAST = 10;

  private final Arguments arguments;
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final ByteBuffer buffer = ByteBuffer.allocate(1000);
  private int served;

  /** One answer. */
  @FunctionalInterface
  private interface Turn {
    void run() throws IOException;
  }

  private DatagramWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      new ScriptedPrimary(arguments).begin();
    } else {
      new DatagramWorker(arguments).begin();
    }
  }

  private void begin() throws IOException {
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

  /** Its socket is closed by now, so it ends. */
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
    if (served == LAST && self.id() <= arguments.number("leavers", 0)) {
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
