package dev.prefork.it.harness.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;

/** A server in workers that a supervisor keeps. */
public final class SupervisedServer implements AutoCloseable {
  /** Several Spring Boot applications start one after the other, on a machine that is busy. */
  private static final Duration LONG = Duration.ofMinutes(4);

  private static final String SMALL = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData";

  /** So that the memory that the supervisor has does not depend on when it collects garbage. */
  private static final String[] WHOLE_HEAP = {"-Xms64m", "-XX:+AlwaysPreTouch"};

  private final RunningCluster cluster;
  private final int port;

  private SupervisedServer(RunningCluster cluster, int port) {
    this.cluster = cluster;
    this.port = port;
  }

  /** How an operation ended. */
  public record Result(boolean succeeded, int generation, String summary) {}

  /** One of the servers under servers/, in so many workers; the words are for the supervisor. */
  public static SupervisedServer start(TestedServer server, int workers, String... words) {
    int port = Client.freePort();
    List<String> arguments = server.arguments(port, Client.freePort());
    return begin(server.jar().toString(), port, arguments, workers, words).awaitServing(workers);
  }

  /** A program of this module; its first argument is a port. */
  public static SupervisedServer start(Class<?> program, int workers, String... arguments) {
    return begin(program, workers, arguments).awaitServing(workers);
  }

  /** The same, without waiting for anything. */
  public static SupervisedServer begin(Class<?> program, int workers, String... arguments) {
    int port = Client.freePort();
    List<String> all = new ArrayList<>(List.of(String.valueOf(port)));
    all.addAll(List.of(arguments));
    return begin(program.getName(), port, all, workers);
  }

  private static SupervisedServer begin(
      String program, int port, List<String> arguments, int workers, String... words) {
    Start start =
        Start.program(SupervisedCluster.class, words)
            .argument("workers=" + workers)
            .argument("exec=" + program)
            .argument("no-aot")
            .argument("--");
    arguments.forEach(start::argument);
    start.option(WHOLE_HEAP);
    start.variable("JDK_JAVA_OPTIONS", SMALL + " -Djava.io.tmpdir=" + Start.TEMPORARY);
    return new SupervisedServer(start.run().ports(2), port);
  }

  /** Where it is reached. */
  public int port() {
    return port;
  }

  /** The supervisor's process and what it says. */
  public RunningCluster cluster() {
    return cluster;
  }

  /** Waits until so many workers serve, and no others are there. */
  public SupervisedServer awaitServing(int workers) {
    Await.untilSeldom(
        workers + " workers serve",
        LONG,
        () -> workers("SERVING").size() == workers && workers(".*").size() == workers);
    // a worker may serve on another port before it does on this one
    Await.until("port " + port + " is served", () -> Proc.listens(port));
    return this;
  }

  /** The processes of those workers that are in such a state. */
  public List<Long> workers(String state) {
    cluster.tell("workers");
    String[] words = cluster.awaitLine("workers(.*)").group(1).strip().split(" ", -1);
    return Arrays.stream(words)
        .filter(word -> word.matches("\\d+/" + state))
        .map(word -> Long.valueOf(word.substring(0, word.indexOf('/'))))
        .toList();
  }

  /** Reloads it, if need be with other arguments behind the port, and says how that ended. */
  public Result reload(String... arguments) {
    String more = arguments.length == 0 ? "" : " " + port + " " + String.join(" ", arguments);
    return operate("reload" + more);
  }

  /** Reloads it as it is, which must succeed. */
  public void reloadWell() {
    Result result = reload();
    assertThat(result.succeeded()).as(result.summary()).isTrue();
  }

  /** Changes how many workers there are, which must succeed. */
  public void scale(int workers) {
    Result result = operate("scale " + workers);
    assertThat(result.succeeded()).as(result.summary()).isTrue();
    awaitServing(workers);
  }

  private Result operate(String order) {
    cluster.tell(order);
    MatchResult line = cluster.awaitLine("(?:reload|scale) (succeeded|failed) g(\\d+): (.*)", LONG);
    return new Result(
        line.group(1).equals("succeeded"), Integer.parseInt(line.group(2)), line.group(3));
  }

  /** Stops all workers, which must succeed. */
  public void stop() {
    cluster.tell("stop");
    cluster.awaitLine("stop succeeded .*", LONG);
  }

  /** Bytes of the supervisor's heap that are reachable. */
  public long reachableMemory() {
    cluster.tell("memory");
    return Long.parseLong(cluster.awaitLine("memory (\\d+)").group(1));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
