package dev.prefork.it.programs.moves;

import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A worker with an HTTP server on {@code port=}. With {@code work=MILLIS} an answer takes this
 * time, or a multiple of it that depends on the client. It runs the messages "stop" and
 * "disconnect" as commands. The argument {@code kind=} selects the server:
 *
 * <pre>
 * jdk                the JDK's HttpServer, the default
 * threads            a ServerSocket, with a thread for each connection
 * virtual-threads    the same with virtual threads
 * selector           a ServerSocketChannel and a selector
 * asynchronous       an AsynchronousServerSocketChannel
 * </pre>
 */
public final class HttpWorker {
  private HttpWorker() {}

  /** Runs the worker. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    Worker self = Objects.requireNonNull(Cluster.worker());
    self.on(Message.class, message -> run(self, message.as(String.class)));
    HttpAnswers.setWork(arguments.number("work", 0));
    start(arguments.text("kind", "jdk"), arguments.number("port"));
  }

  private static void start(String kind, int port) throws IOException {
    switch (kind) {
      case "jdk" -> JdkServer.start(port);
      case "threads" -> BlockingServer.start(port, Thread.ofPlatform());
      case "virtual-threads" -> BlockingServer.start(port, Thread.ofVirtual());
      case "selector" -> SelectorServer.start(port);
      case "asynchronous" -> AsynchronousHttpServer.start(port);
      default -> throw new IllegalArgumentException("no such kind: " + kind);
    }
  }

  private static void run(Worker self, String command) {
    CompletableFuture<Void> _ =
        switch (command) {
          case "stop" -> self.stop();
          case "disconnect" -> self.disconnect();
          default -> throw new IllegalArgumentException("no such command: " + command);
        };
  }
}
