package dev.prefork.it.programs;

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
 * A program for a {@link SupervisedCluster}: serves on {@code port=}, tells its place, and does
 * what it is sent.
 *
 * <pre>
 * broken         ends with code 9 before it listens, and says why on standard error
 * silent         never listens
 * brief=MILLIS   ends with code 8 so long after it began to listen
 * unwell         says 503 when it is asked for its health, if it is a server of the web
 * only=PLACE     these four are for the worker of that place alone, or for the trainee
 * </pre>
 */
public final class SupervisedWorker {
  private static final String PLACE =
      System.getenv("PREFORK_TRAINING") == null ? System.getenv("PREFORK_SLOT") : "trainee";

  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final Arguments arguments;

  private SupervisedWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    new SupervisedWorker(Arguments.of(args)).begin();
  }

  private boolean is(String oddity) {
    return arguments.has(oddity) && (!arguments.has("only") || arguments.is("only", PLACE));
  }

  private void begin() throws IOException, InterruptedException {
    IO.println("place " + self.id() + " " + PLACE);
    if (is("broken")) {
      System.err.println("this version is broken");
      System.exit(9);
    }
    self.on(Message.class, message -> obey(message.as(String.class)));
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

  private void obey(String order) {
    switch (order) {
      case "say" -> IO.println("said " + self.id());
      case "ready" -> Cluster.ready();
      case "answer" -> EchoConnections.answerLater();
      case "deadlocked", "pinned" -> BlockedThreads.start(order);
      default -> throw new IllegalArgumentException("no such order");
    }
  }
}
