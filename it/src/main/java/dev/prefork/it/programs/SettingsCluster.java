package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.Listening;
import dev.prefork.Message;
import dev.prefork.Settings;
import dev.prefork.Setup;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.support.Commands;
import dev.prefork.model.SchedulingPolicy;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A primary that changes settings and forks, and workers that print what they were started with:
 * user, directory, arguments, variables, and what they read from standard input. The primary runs
 * the commands of its standard input:
 *
 * <pre>
 * set NAME [VALUE...]       change a setting        settings, policy     print them
 * fork [NAME=VALUE...]      with variables          disconnect ID
 * fork-with ARG...          with arguments          fork-policy POLICY   with a policy
 * write ID TEXT, close ID   the worker's standard input
 * </pre>
 *
 * <p>A worker with the arguments {@code serve PORT} or {@code bind PATH} listens.
 */
public final class SettingsCluster {
  private SettingsCluster() {}

  /** Runs the primary or a worker. */
  public static void main(String[] args) throws IOException {
    if (Cluster.isPrimary()) {
      runPrimary();
    } else {
      print(args);
    }
  }

  private static void print(String[] args) throws IOException {
    Worker self = Objects.requireNonNull(Cluster.worker());
    String me = " " + self.id() + " ";
    IO.println("identity" + me + identity());
    IO.println("directory" + me + Path.of("").toAbsolutePath());
    IO.println("arguments" + me + List.of(args));
    IO.println("variables" + me + System.getenv("A") + " " + System.getenv("B"));
    IO.println("property" + me + System.getProperty("some.name"));
    IO.println("limit" + me + System.getenv("PREFORK_MAX_CONNECTIONS"));
    IO.println("move" + me + System.getenv("PREFORK_MOVE_CONNECTIONS"));
    System.err.println("complaint" + me + "of nothing");
    var _ = self.send("hello").thenRun(() -> IO.println("sent" + me));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    if (args.length == 2 && args[0].equals("serve")) {
      ChannelServer.start(Integer.parseInt(args[1]));
    }
    if (args.length == 2 && args[0].equals("bind")) {
      bind(me, Path.of(args[1]));
    }
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      IO.println("read" + me + line);
    }
    IO.println("end" + me + "of input");
  }

  private static void bind(String me, Path path) {
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      ChannelServer.start(server, UnixDomainSocketAddress.of(path));
      IO.println("bound" + me);
    } catch (IOException e) {
      IO.println("unbound" + me + e.getMessage());
    }
  }

  /** {@return the user ids, group ids and supplementary groups of this process} */
  private static String identity() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.matches("(Uid|Gid|Groups):.*"))
        .map(line -> line.replaceAll("\\s+", " ").strip())
        .collect(Collectors.joining(" "));
  }

  private static void runPrimary() {
    Cluster.on(Setup.class, event -> IO.println("setup " + text(event.settings())));
    Cluster.on(Fork.class, event -> IO.println("fork " + name(event.worker())));
    Cluster.on(Message.class, event -> IO.println("message " + event.worker().id()));
    Cluster.on(Listening.class, event -> IO.println("listening " + event.worker().id()));
    Cluster.on(Exit.class, e -> IO.println("exit " + name(e.worker()) + " " + e.status()));
    Commands.runAll(System.in, SettingsCluster::run);
  }

  private static String name(Worker worker) {
    return worker.id() + " " + worker.pid();
  }

  private static String text(Settings settings) {
    return "exec=%s args=%s silent=%s cwd=%s"
        .formatted(settings.exec(), settings.args(), settings.silent(), settings.cwd());
  }

  private static void run(List<String> words) throws IOException {
    switch (words.getFirst()) {
      case "set" -> Cluster.setupPrimary(s -> set(s, words.get(1), words.subList(2, words.size())));
      case "fork" -> fork(words.subList(1, words.size()));
      case "fork-policy" ->
          follow(
              Cluster.fork(
                  Cluster.settings().withSchedulingPolicy(SchedulingPolicy.valueOf(words.get(1))),
                  Map.of(),
                  List.of()));
      case "fork-with" ->
          follow(
              Cluster.fork(
                  Cluster.settings().withArgs(words.subList(1, words.size())),
                  Map.of(),
                  List.of()));
      case "write" -> write(worker(words), words.get(2));
      case "close" -> Objects.requireNonNull(worker(words).stdin()).close();
      case "disconnect" -> {
        var _ = worker(words).disconnect();
      }
      case "settings" -> IO.println("settings " + text(Cluster.settings()));
      case "policy" -> IO.println("policy " + Cluster.schedulingPolicy());
      default -> throw new IllegalArgumentException("no such command");
    }
  }

  private static Settings set(Settings settings, String name, List<String> values) {
    String first = values.isEmpty() ? "" : values.getFirst();
    return switch (name) {
      case "nothing" -> settings;
      case "args" -> settings.withArgs(values);
      case "exec" -> settings.withExec(first);
      case "classPath" -> settings.withClassPath(first);
      case "execArgv" -> settings.withExecArgv(values);
      case "cwd" -> settings.withCwd(Path.of(first));
      case "silent" -> settings.withSilent(Boolean.parseBoolean(first));
      case "inspectPort" -> settings.withInspectPort(Integer.parseInt(first));
      case "uid" -> settings.withUid(Integer.valueOf(first));
      case "gid" -> settings.withGid(Integer.valueOf(first));
      case "moveConnections" -> settings.withMoveConnections(Boolean.parseBoolean(first));
      case "schedulingPolicy" -> settings.withSchedulingPolicy(SchedulingPolicy.valueOf(first));
      case "stdio" ->
          settings.withStdio(
              redirect(values.get(0)), redirect(values.get(1)), redirect(values.get(2)));
      default -> throw new IllegalArgumentException("no such setting");
    };
  }

  private static Redirect redirect(String text) {
    File file = new File(text.substring(text.indexOf(':') + 1));
    return switch (text.replaceAll(":.*", "")) {
      case "pipe" -> Redirect.PIPE;
      case "inherit" -> Redirect.INHERIT;
      case "ignore" -> Redirect.DISCARD;
      case "from" -> Redirect.from(file);
      case "append" -> Redirect.appendTo(file);
      default -> throw new IllegalArgumentException("no such redirection");
    };
  }

  private static void fork(List<String> variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    follow(Cluster.fork(environment));
  }

  private static void follow(Worker worker) {
    printAll("stdout " + worker.id() + " ", worker.stdout());
    printAll("stderr " + worker.id() + " ", worker.stderr());
    IO.println("pipes " + worker.id() + " " + pipe(worker.stdin()) + pipe(worker.stdout()));
  }

  private static String pipe(@Nullable Object stream) {
    return stream == null ? "-" : "+";
  }

  private static void printAll(String prefix, @Nullable InputStream stream) {
    if (stream != null) {
      BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
      Thread.ofPlatform().start(() -> in.lines().forEach(line -> IO.println(prefix + line)));
    }
  }

  private static void write(Worker worker, String text) throws IOException {
    var in = Objects.requireNonNull(worker.stdin());
    in.write((text + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  private static Worker worker(List<String> words) {
    return Objects.requireNonNull(Cluster.workers().get(Integer.valueOf(words.get(1))));
  }
}
