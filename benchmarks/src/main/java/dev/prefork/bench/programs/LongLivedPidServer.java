package dev.prefork.bench.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Sends the process id on each connection, and keeps it open until the client closes it. */
public final class LongLivedPidServer {
  private LongLivedPidServer() {}

  /**
   * Serves a port.
   *
   * @param args the port
   */
  public static void main(String[] args) {
    byte[] line = PidServer.line(PidServer.pid());
    PidServer.serve(
        Integer.parseInt(args[0]), client -> Thread.startVirtualThread(() -> serve(client, line)));
  }

  private static void serve(SocketChannel client, byte[] line) {
    try (client) {
      client.write(ByteBuffer.wrap(line));
      while (client.read(ByteBuffer.allocate(1)) >= 0) {
        // clients send nothing
      }
    } catch (IOException e) {
      // the client has closed the connection
    }
  }
}
