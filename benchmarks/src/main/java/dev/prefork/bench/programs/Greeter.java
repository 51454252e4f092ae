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

  /** What is done with each connection, one after the other. */
  interface Greeting {
    void greet(SocketChannel client);
  }

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
    byte[] line = line(number());
    ByteBuffer answer = ByteBuffer.allocateDirect(line.length).put(line);
    serve(port, client -> answer(client, answer.rewind()));
  }

  static String number() {
    return Long.toString(ProcessHandle.current().pid());
  }

  static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static void serve(int port, Greeting greeting) {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port), BACKLOG);
      while (true) {
        greeting.greet(server.accept());
      }
    } catch (IOException e) {
      System.err.println("port " + port + ": " + e);
      System.exit(1);
    }
  }

  static void answer(SocketChannel client, ByteBuffer answer) {
    try (client) {
      client.write(answer);
    } catch (IOException e) {
      // it has not waited
    }
  }
}
