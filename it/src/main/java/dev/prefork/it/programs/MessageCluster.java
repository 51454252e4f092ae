package dev.prefork.it.programs;

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
 * A primary and a worker that write to each other as they are told: the primary on standard input,
 * the worker on a connection that it makes to {@code control=PORT}, so that it can be told whatever
 * becomes of its channel. What they do is in {@link MessagePeer}.
 *
 * <pre>
 * first=TEXT     sent as soon as the worker is forked         most=BYTES     the settings' maxQueued
 * </pre>
 */
public final class MessageCluster {
  private MessageCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws IOException {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      conduct(arguments);
    } else {
      Worker self = Objects.requireNonNull(Cluster.worker());
      Socket control = new Socket(InetAddress.getLoopbackAddress(), arguments.number("control"));
      new MessagePeer("worker", self).begin(control.getInputStream());
    }
  }

  private static void conduct(Arguments arguments) {
    Cluster.on(Fork.class, event -> IO.println("fork " + name(event.worker())));
    Cluster.on(Exit.class, e -> IO.println("exit " + name(e.worker()) + " " + e.status()));
    if (arguments.has("most")) {
      Cluster.setupPrimary(settings -> settings.withMaxQueued(arguments.number("most")));
    }
    Worker worker = Cluster.fork();
    if (arguments.has("first")) {
      var _ = worker.send(arguments.text("first"));
    }
    new MessagePeer("primary", worker).begin(System.in);
  }

  private static String name(Worker worker) {
    return worker.id() + " " + worker.pid();
  }
}
