package dev.prefork.bench.programs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers each connection with the process's number and closes it. Knows nothing of Prefork. */
public final class Greeter {
  private static final int BACKLOG = 511;

  private Greeter() {}

  /**
   * Serves.
   *
   * @param args the first port, and how many
   */
  public static void main(String[] args) {
    int first = Integer.parseInt(args[0]);
    for (int port = first; port < first + Integer.parseInt(args[1]); port++) {
      int served = port;
      Thread.ofPlatform().name("port-" + port).start(() -> serve(served));
    }
  }

  private static void serve(int port) {
    byte[] line = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer answer = ByteBuffer.allocateDirect(line.length).put(line);
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port), BACKLOG);
      while (true) {
        greet(server.accept(), answer.rewind());
      }
    } catch (IOException e) {
      System.err.println("port " + port + ": " + e);
      System.exit(1);
    }
  }

  private static void greet(SocketChannel client, ByteBuffer answer) throws IOException {
    try (client) {
      client.write(answer);
    } catch (IOException e) {
      // it has not waited
    }
  }
}
