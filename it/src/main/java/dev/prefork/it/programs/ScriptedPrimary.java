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
import dev.prefork.it.programs.support.Commands;
import dev.prefork.it.programs.support.HeldDescriptors;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The primary of a {@link ScriptedCluster}. It prints every event and runs commands:
 *
 * <pre>
 * fork [NAME=VALUE]                  fork a worker, with a variable
 * kill|disconnect|stop ID            kill ID SIGNAL       disconnect all
 * suspend|resume|admit|health ID     call the method      probe ID PORT
 * weight ID NUMBER                   call the method
 * moves ID                           print the report of the worker's connections that moved
 * send ID TEXT                       a message; scripted workers run it as a command
 * state ID, workers                  print the worker's state; the ids of the workers
 * fill, free                         take all file descriptors; close them
 * ready, exit CODE                   call Cluster.ready(); end the primary
 * </pre>
 *
 * <p>The arguments:
 *
 * <pre>
 * workers=N          the number of workers to fork     policy=NAME           the settings
 * refork             replace each worker that exits    largest=BYTES           maxMessageSize,
 * stay               keep running without workers      grace=MILLIS            disconnectGrace,
 * states             print states, see StatePrinter    threadGrace=MILLIS|no-limit
 * held, exec=CLASS   as in the settings                limit=N, drop           maxConnections
 * </pre>
 */
final class ScriptedPrimary {
  private final Arguments arguments;
  private final Map<Integer, Worker> everForked = new ConcurrentHashMap<>();
  private final HeldDescriptors descriptors = new HeldDescriptors();

  ScriptedPrimary(Arguments arguments) {
    this.arguments = arguments;
  }

  void start() {
    if (arguments.has("states")) {
      StatePrinter.start();
    }
    Cluster.setupPrimary(settings());
    Cluster.on(ClusterEvent.class, this::print);
    if (arguments.has("refork")) {
      Cluster.on(Exit.class, exit -> Cluster.fork());
    }
    for (int i = 0; i < arguments.number("workers", 1); i++) {
      Cluster.fork();
    }
    Thread.ofPlatform()
        .daemon(!arguments.has("stay"))
        .start(() -> Commands.runAll(System.in, this::run));
  }

  private Settings settings() {
    Settings settings = Cluster.settings().withHeld(arguments.has("held"));
    if (arguments.has("policy")) {
      SchedulingPolicy policy = SchedulingPolicy.byName(arguments.text("policy"));
      settings = settings.withSchedulingPolicy(Objects.requireNonNull(policy));
    }
    if (arguments.has("largest")) {
      settings = settings.withMaxMessageSize(arguments.number("largest"));
    }
    if (arguments.has("grace")) {
      settings = settings.withDisconnectGrace(millis("grace"));
    }
    if (arguments.has("threadGrace")) {
      settings = settings.withThreadGrace(millis("threadGrace"));
    }
    if (arguments.has("limit")) {
      settings = settings.withMaxConnections(arguments.number("limit"));
      settings = settings.withDropMaxConnections(arguments.has("drop"));
    }
    return arguments.has("exec") ? settings.withExec(arguments.text("exec")) : settings;
  }

  private Duration millis(String name) {
    return arguments.is(name, "no-limit")
        ? Settings.NO_LIMIT
        : Duration.ofMillis(arguments.number(name));
  }

  private void print(ClusterEvent event) {
    switch (event) {
      case Setup _ -> {}
      case Fork(Worker worker) -> {
        everForked.put(worker.id(), worker);
        print("fork", worker, "");
      }
      case Online(Worker worker) -> print("online", worker, "");
      case Listening listening -> print("listening", listening.worker(), " " + where(listening));
      case Ready(Worker worker) -> print("ready", worker, "");
      case Message(Worker worker, Object body, _) ->
          IO.println("message " + worker.id() + " " + body);
      case Failure(Worker worker, var reason) ->
          print("failure", worker, " " + reason.getMessage());
      case Drop(Worker worker, var remote) -> print("drop", worker, " " + remote);
      case Disconnect(Worker worker) -> print("disconnect", worker, "");
      case Exit(Worker worker, var status) -> print("exit", worker, " " + status);
    }
  }

  private static String where(Listening event) {
    return switch (event.transport()) {
      case TCP -> Integer.toString(event.port());
      case UDP -> event.port() + " UDP";
      case UNIX -> event.address().toString();
    };
  }

  private static void print(String event, Worker worker, String more) {
    IO.println(event + " " + worker.id() + " " + worker.pid() + more);
  }

  private void run(List<String> words) throws IOException {
    switch (words.getFirst()) {
      case "fork" -> Cluster.fork(environment(words));
      case "disconnect" -> disconnect(words);
      case "fill" -> IO.println("filled " + descriptors.takeAll());
      case "free" -> IO.println("freed " + descriptors.closeAll());
      case "workers" -> IO.println("workers " + Cluster.workers().keySet());
      case "ready" -> Cluster.ready();
      case "exit" -> System.exit(Integer.parseInt(words.get(1)));
      default -> run(worker(words), words);
    }
  }

  private static void run(Worker worker, List<String> words) throws IOException {
    int id = worker.id();
    switch (words.getFirst()) {
      case "kill" -> kill(worker, words);
      case "stop" -> stop(worker);
      case "health" -> health(worker);
      case "moves" -> moves(worker);
      case "suspend" -> IO.println("suspended " + id + " " + worker.suspend());
      case "resume" -> IO.println("resumed " + id + " " + worker.resume());
      case "admit" -> IO.println("admitted " + id + " " + worker.admit());
      case "weight" ->
          IO.println("weighted " + id + " " + worker.weight(Double.parseDouble(words.get(2))));
      case "probe" -> probe(worker, Integer.parseInt(words.get(2)));
      case "send" -> send(worker, Commands.text(words, 2));
      case "state" -> IO.println("state " + state(worker));
      default -> throw new IllegalArgumentException("no such command");
    }
  }

  private static Map<String, String> environment(List<String> words) {
    if (words.size() == 1) {
      return Map.of();
    }
    String[] variable = words.get(1).split("=", 2);
    return Map.of(variable[0], variable[1]);
  }

  private Worker worker(List<String> words) {
    return Objects.requireNonNull(
        everForked.get(Integer.valueOf(words.get(1))), "no such worker was forked");
  }

  private static void kill(Worker worker, List<String> words) throws IOException {
    if (words.size() == 2) {
      worker.kill();
    } else {
      IO.println("killed " + worker.id() + " " + worker.kill(Signal.valueOf(words.get(2))));
    }
  }

  private void disconnect(List<String> words) {
    if (words.get(1).equals("all")) {
      var _ = Cluster.disconnect().thenRun(() -> IO.println("disconnected all"));
    } else {
      Worker worker = worker(words);
      var _ = worker.disconnect().thenRun(() -> IO.println("disconnected " + worker.id()));
    }
  }

  private static void stop(Worker worker) {
    var _ = worker.stop().thenRun(() -> IO.println("stopped " + worker.id()));
  }

  private static void health(Worker worker) {
    var _ =
        worker
            .health()
            .whenComplete(
                (health, failure) ->
                    IO.println(
                        failure == null
                            ? "health " + worker.id() + " " + health
                            : "unanswered " + worker.id() + " " + failure));
  }

  private static void moves(Worker worker) {
    var _ =
        worker
            .health()
            .thenAccept(
                health ->
                    IO.println(
                        "moves %d moved=%d stayed=%s"
                            .formatted(
                                worker.id(), health.moves().moved(), health.moves().stayed())));
  }

  /** Asks a worker over a connection that only this worker gets. */
  private static void probe(Worker worker, int port) {
    var _ =
        worker
            .probe(port)
            .whenComplete(
                (connection, failure) -> {
                  if (failure == null) {
                    Thread.ofPlatform().daemon().start(() -> ask(worker, connection));
                  } else {
                    IO.println("unprobed " + worker.id() + " " + failure.getMessage());
                  }
                });
  }

  private static void ask(Worker worker, SocketChannel connection) {
    try (connection) {
      Channels.newOutputStream(connection).write("who\n".getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(Channels.newReader(connection, StandardCharsets.UTF_8));
      IO.println("probed " + worker.id() + ": " + in.readLine());
    } catch (IOException e) {
      IO.println("probed " + worker.id() + ": " + e);
    }
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
