package dev.prefork.it.programs.messages;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Objects;

/**
 * A primary and a worker that send each other messages. Both run the commands of {@link
 * MessagePeer}. The primary reads them from standard input. The worker reads them from a connection
 * to {@code control=PORT}, because it must accept commands when its channel is closed.
 *
 * <pre>
 * first=TEXT   the primary sends it right after the fork
 * most=BYTES   the setting maxQueued
 * echo         the worker sends each message back
 * late         the worker receives messages only after the command "receive"
 * </pre>
 */
public final class MessageCluster {
  private MessageCluster() {}

  /** Runs the primary or the worker. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      runPrimary(arguments);
    } else {
      runWorker(arguments, Objects.requireNonNull(Cluster.worker()));
    }
  }

  private static void runPrimary(Arguments arguments) {
    Cluster.on(Fork.class, event -> IO.println("fork " + name(event.worker())));
    Cluster.on(Exit.class, e -> IO.println("exit " + name(e.worker()) + " " + e.status()));
    if (arguments.has("most")) {
      Cluster.setupPrimary(settings -> settings.withMaxQueued(arguments.number("most")));
    }
    Worker worker = Cluster.fork();
    if (arguments.has("first")) {
      var _ = worker.send(arguments.text("first"));
    }
    MessagePeer primary = new MessagePeer("primary", worker, false);
    primary.receive();
    primary.runCommands(System.in);
  }

  private static void runWorker(Arguments arguments, Worker self) throws IOException {
    Socket control = new Socket(InetAddress.getLoopbackAddress(), arguments.number("control"));
    MessagePeer worker = new MessagePeer("worker", self, arguments.has("echo"));
    if (!arguments.has("late")) {
      worker.receive();
    }
    worker.runCommands(control.getInputStream());
  }

  private static String name(Worker worker) {
    return worker.id() + " " + worker.pid();
  }
}
