package dev.prefork.it.programs;

import dev.prefork.Worker;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Asks a worker by a connection that it alone gets. */
final class Probing {
  private Probing() {}

  static void begin(Worker worker, int port) {
    var _ =
        worker
            .probe(port)
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    Thread.ofPlatform().daemon().start(() -> ask(worker, connection));
                  } else {
                    IO.println("unprobed " + worker.id() + " " + failure.getMessage());
                  }
                });
  }

  private static void ask(Worker worker, SocketChannel connection) {
    try (connection) {
      Channels.newOutputStream(connection).write("who\n".getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8));
      IO.println("probed " + worker.id() + ": " + in.readLine());
    } catch (IOException e) {
      IO.println("probed " + worker.id() + ": " + e);
    }
  }
}
