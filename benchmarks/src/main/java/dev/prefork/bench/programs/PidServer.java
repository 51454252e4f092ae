package dev.prefork.bench.programs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Answers each connection with the process id and closes it. Does not use Prefork. */
public final class PidServer {
  private static final int BACKLOG = 511;

  private PidServer() {}

  /** Serves a connection; connections are served one after the other. */
  interface Handler {
    void handle(SocketChannel client);
  }

  /**
   * Serves ports.
   *
   * @param args the first port, and the number of ports
   */
  public static void main(String[] args) {
    int first = Integer.parseInt(args[0]);
    for (int port = first; port < first + Integer.parseInt(args[1]); port++) {
      int served = port;
      Thread.ofPlatform().name("port-" + port).start(() -> serve(served));
    }
  }

  private static void serve(int port) {
    byte[] line = line(pid());
    ByteBuffer answer = ByteBuffer.allocateDirect(line.length).put(line);
    serve(port, client -> answer(client, answer.rewind()));
  }

  static String pid() {
    return Long.toString(ProcessHandle.current().pid());
  }

  static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static void serve(int port, Handler handler) {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(port), BACKLOG);
      while (true) {
        handler.handle(server.accept());
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
      // the client has closed the connection
    }
  }
}
