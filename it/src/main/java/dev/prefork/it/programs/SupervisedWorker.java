package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Message;
import dev.prefork.Worker;
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
 * </pre>
 */
public final class SupervisedWorker {
  private SupervisedWorker() {}

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Arguments arguments = Arguments.of(args);
    Worker self = Objects.requireNonNull(Cluster.worker());
    IO.println("place " + self.id() + " " + System.getenv("PREFORK_SLOT"));
    if (arguments.has("broken")) {
      System.err.println("this version is broken");
      System.exit(9);
    }
    self.on(Message.class, message -> obey(self, message.as(String.class)));
    if (arguments.has("silent")) {
      return;
    }
    PlainServer.start(arguments.number("port"));
    if (arguments.has("brief")) {
      Thread.sleep(arguments.number("brief"));
      System.exit(8);
    }
  }

  private static void obey(Worker self, String order) {
    switch (order) {
      case "say" -> IO.println("said " + self.id());
      default -> throw new IllegalArgumentException("no such order");
    }
  }
}
