package dev.prefork.bench.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Answers each connection with the process's number and keeps it until the client ends it. */
public final class KeepingGreeter {
  private KeepingGreeter() {}

  /**
   * Serves.
   *
   * @param args the port
   */
  public static void main(String[] args) {
    byte[] line = Greeter.line(Greeter.number());
    Greeter.serve(
        Integer.parseInt(args[0]), client -> Thread.startVirtualThread(() -> keep(client, line)));
  }

  private static void keep(SocketChannel client, byte[] line) {
    try (client) {
      client.write(ByteBuffer.wrap(line));
      while (client.read(ByteBuffer.allocate(1)) >= 0) {
        // nothing is expected
      }
    } catch (IOException e) {
      // it has ended
    }
  }
}
