package dev.prefork.it.programs.moves;

import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A worker that serves {@code port=} by passing on what arrives: for each connection it makes
 * another one to {@code control=}, on which it first sends its pid, and then copies the bytes in
 * both directions. So a test is the server.
 */
public final class PipedWorker {
  private PipedWorker() {}

  /** Runs the worker. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    ServerSocket server = new ServerSocket(arguments.number("port"));
    Thread.ofPlatform().start(() -> acceptAll(server, arguments.number("control")));
  }

  private static void acceptAll(ServerSocket server, int control) {
    while (!server.isClosed()) {
      try {
        pipe(server.accept(), new Socket(InetAddress.getLoopbackAddress(), control));
      } catch (IOException e) {
        IO.println("ended " + e);
      }
    }
  }

  private static void pipe(Socket client, Socket test) throws IOException {
    test.getOutputStream()
        .write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.ISO_8859_1));
    Thread up = Thread.ofPlatform().start(() -> copy(client, test));
    Thread _ = Thread.ofPlatform().start(() -> copyAndClose(test, client, up));
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      IO.println("ended " + e);
    }
  }

  private static void copyAndClose(Socket from, Socket to, Thread other) {
    try (from;
        to) {
      copy(from, to);
      other.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
