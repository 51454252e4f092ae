package dev.prefork.it.programs.supervised;

import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.servers.EchoConnections;
import dev.prefork.it.programs.servers.JdkHttpServer;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.it.programs.support.BlockedThreads;
import java.io.IOException;
import java.util.Objects;

/**
 * A worker of a {@link SupervisedCluster}. It listens on {@code port=}, prints its slot, and runs
 * the messages "say", "ready", "answer", "deadlocked" and "pinned" as commands.
 *
 * <pre>
 * web            listen with the JDK's HTTP server
 * broken         exit with 9 before it listens, after a line on standard error
 * silent         do not listen
 * brief=MILLIS   exit with 8 so long after it began to listen
 * unwell         answer health checks with 503
 * only=SLOT      these faults are for the worker in this slot
 * </pre>
 */
public final class SupervisedWorker {
  private static final String SLOT = System.getenv("PREFORK_SLOT");

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final Arguments arguments;

  private SupervisedWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new SupervisedWorker(Arguments.of(args)).start();
  }

  private boolean is(String fault) {
    return arguments.has(fault) && (!arguments.has("only") || arguments.is("only", SLOT));
  }

  private void start() throws IOException, InterruptedException {
    IO.println("slot " + self.id() + " " + SLOT);
    if (is("broken")) {
      System.err.println("this version is broken");
      System.exit(9);
    }
    self.on(Message.class, message -> run(message.as(String.class)));
    if (is("silent")) {
      return;
    }
    serve();
    if (is("brief")) {
      Thread.sleep(arguments.number("brief"));
      System.exit(8);
    }
  }

  private void serve() throws IOException {
    if (!arguments.has("web")) {
      ChannelServer.start(arguments.number("port"));
      return;
    }
    JdkHttpServer.start(arguments.number("port"), is("unwell") ? 503 : 200);
  }

  private void run(String command) {
    switch (command) {
      case "say" -> IO.println("said " + self.id());
      case "ready" -> Cluster.ready();
      case "answer" -> EchoConnections.answerLater();
      case "deadlocked", "pinned" -> BlockedThreads.start(command);
      default -> throw new IllegalArgumentException("no such command");
    }
  }
}
