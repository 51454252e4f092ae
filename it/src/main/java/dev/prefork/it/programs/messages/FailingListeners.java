package dev.prefork.it.programs.messages;

import dev.prefork.Cluster;
import dev.prefork.ClusterEvent;
import dev.prefork.Disconnect;
import dev.prefork.Drop;
import dev.prefork.Exit;
import dev.prefork.Failure;
import dev.prefork.Fork;
import dev.prefork.Listening;
import dev.prefork.Message;
import dev.prefork.Online;
import dev.prefork.Ready;
import dev.prefork.Setup;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A primary and a worker whose listeners throw, and a handler for these exceptions, which prints
 * them. With {@code throwing}, the handler throws, too. With {@code refused}, both sides only try
 * to add a listener for every event.
 */
public final class FailingListeners {
  private static final String SIDE = Cluster.isPrimary() ? "primary" : "worker";
  private static final List<Class<? extends ClusterEvent>> TYPES =
      List.of(
          ClusterEvent.class,
          Setup.class,
          Fork.class,
          Online.class,
          Listening.class,
          Ready.class,
          Message.class,
          Drop.class,
          Disconnect.class,
          Exit.class,
          Failure.class);

  private FailingListeners() {}

  /** One of the methods that add a listener. */
  @FunctionalInterface
  private interface Addition {
    void add(Class<? extends ClusterEvent> type, Consumer<ClusterEvent> listener);
  }

  /** Runs the primary or the worker. */
  public static void main(String[] args) {
    Arguments arguments = Arguments.of(args);
    if (arguments.has("refused")) {
      tryAll();
      return;
    }
    Cluster.onListenerError((event, failure) -> handle(arguments.has("throwing"), event, failure));
    Worker self = Cluster.worker();
    if (self == null) {
      Cluster.on(Online.class, FailingListeners::fail);
      Cluster.on(Message.class, FailingListeners::fail);
      Cluster.on(Message.class, message -> sendBack(message.worker()));
      Cluster.fork().on(Exit.class, FailingListeners::fail);
      Cluster.on(Exit.class, exit -> IO.println("exit 1 " + exit.worker().pid()));
    } else {
      self.on(Message.class, FailingListeners::fail);
      self.on(Disconnect.class, FailingListeners::fail);
      self.on(Message.class, _ -> leave(self));
      CompletableFuture<Void> _ = self.send("there");
    }
  }

  private static void fail(ClusterEvent event) {
    throw new IllegalStateException("bang");
  }

  private static void handle(boolean throwing, ClusterEvent event, Throwable failure) {
    IO.println(SIDE + " handles " + event.getClass().getSimpleName() + " " + failure.getMessage());
    if (throwing) {
      throw new IllegalArgumentException("handler " + SIDE);
    }
  }

  private static void tryAll() {
    Worker self = Cluster.worker();
    if (self == null) {
      tryAll("primary", Cluster::on);
      Worker forked = Cluster.fork();
      tryAll("forked", forked::on);
    } else {
      tryAll("worker", self::on);
      leave(self);
    }
  }

  private static void sendBack(Worker worker) {
    CompletableFuture<Void> _ = worker.send("back");
  }

  private static void leave(Worker self) {
    CompletableFuture<Void> _ = self.disconnect();
  }

  private static void tryAll(String who, Addition addition) {
    for (Class<? extends ClusterEvent> type : TYPES) {
      try {
        addition.add(type, _ -> {});
        IO.println(who + " accepts " + type.getSimpleName());
      } catch (IllegalStateException e) {
        IO.println(who + " refuses " + type.getSimpleName() + ": " + e.getMessage());
      }
    }
    IO.println(who + " is done");
  }
}
