package dev.prefork.it.programs;

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
import dev.prefork.Settings;
import dev.prefork.Setup;
import dev.prefork.Worker;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.it.programs.support.HeldDescriptors;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Scanner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The primary of a {@link ScriptedCluster}: tells every event, and does what it reads on standard
 * input.
 *
 * <pre>
 * workers=N     how many to fork                    policy=none    set by the settings
 * refork        fork another one for each exit      largest=N      the settings' maxMessageSize
 * stay          live on without workers             grace=MILLIS   the settings' disconnectGrace
 * exec=FILE     set by the settings              limit=N        maxConnections, with drop
 * held          set by the settings
 * </pre>
 */
final class ScriptedPrimary {
  private final Arguments arguments;
  private final Map<Integer, Worker> everForked = new ConcurrentHashMap<>();
  private final HeldDescriptors files = new HeldDescriptors();

  ScriptedPrimary(Arguments arguments) {
    this.arguments = arguments;
  }

  void begin() {
    configure();
    Cluster.on(ClusterEvent.class, this::tell);
    if (arguments.has("refork")) {
      Cluster.on(Exit.class, exit -> Cluster.fork());
    }
    for (int i = 0; i < arguments.number("workers", 1); i++) {
      Cluster.fork();
    }
    Thread.ofPlatform().daemon(!arguments.has("stay")).start(this::obey);
  }

  private void configure() {
    Settings settings = Cluster.settings();
    if (arguments.has("policy")) {
      SchedulingPolicy policy = SchedulingPolicy.byName(arguments.text("policy"));
      settings = settings.withSchedulingPolicy(Objects.requireNonNull(policy));
    }
    if (arguments.has("largest")) {
      settings = settings.withMaxMessageSize(arguments.number("largest"));
    }
    if (arguments.has("grace")) {
      settings = settings.withDisconnectGrace(Duration.ofMillis(arguments.number("grace")));
    }
    if (arguments.has("limit")) {
      settings = settings.withMaxConnections(arguments.number("limit"));
      settings = settings.withDropMaxConnections(arguments.has("drop"));
    }
    settings = settings.withHeld(arguments.has("held"));
    if (arguments.has("exec")) {
      settings = settings.withExec(arguments.text("exec"));
    }
    Cluster.setupPrimary(settings);
  }

  private void tell(ClusterEvent event) {
    switch (event) {
      case Setup _ -> {}
      case Fork(Worker worker) -> {
        everForked.put(worker.id(), worker);
        tell("fork", worker, "");
      }
      case Online(Worker worker) -> tell("online", worker, "");
      case Listening listening -> tell("listening", listening.worker(), " " + where(listening));
      case Ready(Worker worker) -> tell("ready", worker, "");
      case Message(Worker worker, Object body, _) ->
          IO.println("message " + worker.id() + " " + body);
      case Failure(Worker worker, var reason) -> tell("failure", worker, " " + reason.getMessage());
      case Drop(Worker worker, var remote) -> tell("drop", worker, " " + remote);
      case Disconnect(Worker worker) -> tell("disconnect", worker, "");
      case Exit(Worker worker, var status) -> tell("exit", worker, " " + status);
    }
  }

  private static String where(Listening event) {
    return switch (event.transport()) {
      case TCP -> Integer.toString(event.port());
      case UDP -> event.port() + " UDP";
      case UNIX -> event.address().toString();
    };
  }

  private static void tell(String event, Worker worker, String more) {
    IO.println(event + " " + worker.id() + " " + worker.pid() + more);
  }

  private void obey() {
    Scanner orders = new Scanner(System.in, StandardCharsets.UTF_8);
    while (orders.hasNextLine()) {
      String order = orders.nextLine();
      try {
        obey(List.of(order.split(" ", 3)));
      } catch (IOException | RuntimeException e) {
        IO.println("refused " + order + ": " + e);
      }
    }
  }

  private void obey(List<String> order) throws IOException {
    switch (order.getFirst()) {
      case "fork" -> Cluster.fork(environment(order));
      case "kill" -> kill(worker(order), order);
      case "disconnect" -> disconnect(order);
      case "stop" -> stop(worker(order));
      case "vitals" -> vitals(worker(order));
      case "suspend" -> IO.println("suspended " + order.get(1) + " " + worker(order).suspend());
      case "resume" -> IO.println("resumed " + order.get(1) + " " + worker(order).resume());
      case "admit" -> IO.println("admitted " + order.get(1) + " " + worker(order).admit());
      case "probe" -> Probing.begin(worker(order), Integer.parseInt(order.get(2)));
      case "ready" -> Cluster.ready();
      case "send" -> send(worker(order), order.get(2));
      case "state" -> IO.println("state " + state(worker(order)));
      case "fill" -> IO.println("filled " + files.takeAll());
      case "free" -> IO.println("freed " + files.closeAll());
      case "workers" -> IO.println("workers " + Cluster.workers().keySet());
      case "exit" -> System.exit(Integer.parseInt(order.get(1)));
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private static Map<String, String> environment(List<String> order) {
    if (order.size() == 1) {
      return Map.of();
    }
    String[] variable = order.get(1).split("=", 2);
    return Map.of(variable[0], variable[1]);
  }

  private Worker worker(List<String> order) {
    return Objects.requireNonNull(
        everForked.get(Integer.valueOf(order.get(1))), "no such worker was forked");
  }

  private static void kill(Worker worker, List<String> order) throws IOException {
    if (order.size() == 2) {
      worker.kill();
    } else {
      IO.println("killed " + worker.id() + " " + worker.kill(Signal.valueOf(order.get(2))));
    }
  }

  private void disconnect(List<String> order) {
    if (order.get(1).equals("all")) {
      var _ = Cluster.disconnect().thenRun(() -> IO.println("disconnected all"));
    } else {
      Worker worker = worker(order);
      var _ = worker.disconnect().thenRun(() -> IO.println("disconnected " + worker.id()));
    }
  }

  private static void stop(Worker worker) {
    var _ = worker.stop().thenRun(() -> IO.println("stopped " + worker.id()));
  }

  private static void vitals(Worker worker) {
    var _ =
        worker
            .health()
            .whenComplete(
                (health, failure) ->
                    IO.println(
                        failure == null
                            ? "vitals " + worker.id() + " " + health
                            : "unanswered " + worker.id() + " " + failure));
  }

  private static void send(Worker worker, String text) {
    var _ =
        worker
            .send(text)
            .whenComplete(
                (_, failure) ->
                    IO.println(
                        failure == null
                            ? "sent " + worker.id()
                            : "unsent " + worker.id() + " " + failure));
  }

  private static String state(Worker worker) {
    return "%d %s%s%s%s"
        .formatted(
            worker.id(),
            worker.state().getClass().getSimpleName(),
            worker.isConnected() ? " connected" : "",
            worker.isDead() ? " dead" : "",
            worker.exitedAfterDisconnect() ? " voluntary" : "");
  }
}
