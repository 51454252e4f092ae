package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Starts servers that answer a connection with their process's number and close it.
 *
 * @param sources where the programs of other languages are
 * @param tools where the binaries are: {@code connect}, and those of {@code accept}, {@code node}
 *     and {@code bun} that are to be had
 */
record Contenders(Path sources, Path tools) {

  static Contenders of(String[] args) {
    return new Contenders(Path.of(args[0]), Path.of(args[1]));
  }

  Connect clients() {
    return new Connect(tools.resolve("connect"));
  }

  /**
   * Workers of a primary.
   *
   * @param ports how many ports they serve, from {@link Server#port} on
   */
  Server prefork(SchedulingPolicy policy, int workers, int ports) throws IOException {
    int port = Server.freePorts(ports);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of(policy.shortName(), Integer.toString(workers)));
    arguments.add(Greeter.class.getName());
    arguments.addAll(List.of(Integer.toString(port), Integer.toString(ports)));
    List<String> command =
        Programs.java(
            List.of("--enable-native-access=ALL-UNNAMED"),
            System.getProperty("java.class.path"),
            Workers.class.getName(),
            arguments);
    return Server.start("Prefork " + policy, port, List.of(command));
  }

  /** The same program in processes that share the port by {@code SO_REUSEPORT}. */
  Server java(int processes) throws IOException {
    int port = Server.freePorts(1);
    List<String> command =
        Programs.java(
            ReuseportProvider.OPTIONS,
            System.getProperty("java.class.path"),
            Greeter.class.getName(),
            List.of(Integer.toString(port), "1"));
    return Server.start("Java, SO_REUSEPORT", port, Collections.nCopies(processes, command));
  }

  /** A loop in C, or nothing if there is no such binary. */
  Optional<Server> c(int processes) throws IOException {
    return other("C, SO_REUSEPORT", "accept", 1, "{port}", Integer.toString(processes));
  }

  /** Node's cluster. */
  Optional<Server> node(String policy, int workers) throws IOException {
    String count = Integer.toString(workers);
    return other("Node " + policy, "node", 1, source("node"), policy, count, "{port}");
  }

  /** Processes of Bun's that share the port by {@code SO_REUSEPORT}. */
  Optional<Server> bun(int processes) throws IOException {
    return other("Bun, SO_REUSEPORT", "bun", processes, source("bun"), "{port}");
  }

  private String source(String language) {
    return sources.resolve(language).resolve("greeter.mjs").toString();
  }

  private Optional<Server> other(String name, String tool, int processes, String... arguments)
      throws IOException {
    Path binary = tools.resolve(tool);
    if (!binary.toFile().canExecute()) {
      System.err.println(name + " takes no part: there is no " + tool);
      return Optional.empty();
    }
    int port = Server.freePorts(1);
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    Arrays.stream(arguments)
        .map(argument -> argument.replace("{port}", Integer.toString(port)))
        .forEach(command::add);
    return Optional.of(Server.start(name, port, Collections.nCopies(processes, command)));
  }
}
