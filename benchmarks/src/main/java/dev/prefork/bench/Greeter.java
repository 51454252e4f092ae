package dev.prefork.bench;

import dev.prefork.Cluster;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Answers each connection with a line and closes it, in several workers. */
final class Greeter {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.UTF_8);

  private Greeter() {}

  /**
   * Forks, or serves.
   *
   * @param args the policy, how many workers, the port
   */
  public static void main(String[] args) throws IOException {
    if (Cluster.isWorker()) {
      serve(Integer.parseInt(args[2]));
      return;
    }
    SchedulingPolicy policy = Objects.requireNonNull(SchedulingPolicy.byName(args[0]), args[0]);
    Cluster.setupPrimary(settings -> settings.withSchedulingPolicy(policy));
    for (int i = Integer.parseInt(args[1]); i > 0; i--) {
      Cluster.fork();
    }
  }

  private static void serve(int port) throws IOException {
    ByteBuffer hello = ByteBuffer.allocateDirect(HELLO.length).put(HELLO);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port), 511);
      while (true) {
        greet(server.accept(), hello.rewind());
      }
    }
  }

  private static void greet(SocketChannel client, ByteBuffer hello) throws IOException {
    try (client) {
      client.write(hello);
    } catch (IOException e) {
      // it has not waited
    }
  }
}
