package dev.prefork.it.programs.messages;

import dev.prefork.Cluster;
import dev.prefork.Failure;
import dev.prefork.Fork;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.model.Serialization;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * A primary and a worker with advanced serialization. The primary sends objects, the worker sends
 * them back, and the primary prints whether they are equal. With {@code unequal}, the worker allows
 * one class less.
 */
public final class ObjectMessageCluster {
  /** Allowed by both sides. */
  record Point(int x, double y) implements java.io.Serializable {}

  /** With {@code unequal}, allowed by the primary only. */
  record Secret(String text) implements java.io.Serializable {}

  /** Allowed by neither side. */
  record Stranger(String name) implements java.io.Serializable {}

  private ObjectMessageCluster() {}

  /** Runs the primary or the worker. */
  public static void main(String[] args) {
    Cluster.allowInMessages(Point.class);
    boolean unequal = Arguments.of(args).has("unequal");
    if (Cluster.isPrimary() || !unequal) {
      Cluster.allowInMessages(Secret.class);
    }
    if (Cluster.isPrimary()) {
      Cluster.setupPrimary(settings -> settings.withSerialization(Serialization.ADVANCED));
      Cluster.on(Fork.class, e -> IO.println("fork " + e.worker().id() + " " + e.worker().pid()));
      Cluster.on(Failure.class, failure -> IO.println("failure " + failure.reason().getMessage()));
      send(Cluster.fork());
    } else {
      Worker self = Objects.requireNonNull(Cluster.worker());
      self.on(Message.class, message -> echo(self, message));
      self.on(
          Failure.class, failure -> IO.println("worker refused " + failure.reason().getMessage()));
    }
  }

  private static void echo(Worker self, Message message) {
    var _ = self.send(message.body());
  }

  private static void send(Worker worker) {
    List<Object> samples = samples();
    worker.on(Message.class, message -> compare(samples, Objects.requireNonNull(message.body())));
    for (Object sample : samples) {
      var _ = worker.send(sample);
    }
    try {
      var _ = worker.send(List.of(new Stranger("x")));
    } catch (IllegalArgumentException e) {
      IO.println("primary refused " + e.getMessage());
    }
  }

  private static List<Object> samples() {
    Map<String, Object> cycle = new HashMap<>();
    cycle.put("self", cycle);
    cycle.put("name", "loop");
    return List.of(
        cycle,
        List.of(new Point(1, 2.5), TimeUnit.DAYS, Instant.EPOCH, new BigInteger("9".repeat(40))),
        new int[] {1, 2, 3},
        new TreeSet<>(List.of("b", "a")),
        new IllegalStateException("as sent", new IOException("the cause")),
        new Secret("hush"));
  }

  private static int received;

  @SuppressWarnings("ReferenceEquality") // the cycle must be the same object
  private static void compare(List<Object> samples, Object body) {
    Object sent = samples.get(received++);
    boolean same =
        switch (body) {
          case Map<?, ?> map when map.containsKey("self") ->
              map.get("self") == map && "loop".equals(map.get("name"));
          case int[] numbers -> Arrays.equals(numbers, (int[]) sent);
          case IllegalStateException e ->
              ("as sent".equals(e.getMessage()) && e.getCause() instanceof IOException)
                  && Arrays.equals(e.getStackTrace(), ((Exception) sent).getStackTrace());
          default -> body.equals(sent);
        };
    IO.println("primary got " + body.getClass().getSimpleName() + " " + same);
  }
}
