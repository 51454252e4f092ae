package dev.prefork.it.harness.servers;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in two workers, started by the command. */
public final class ServerCluster implements AutoCloseable {
  private static final int SOURCES = 200;

  /**
   * A client that the kernel keeps on one processor meets one worker for long, and the JDK's server
   * closes idle connections beyond 200.
   */
  private static final int KEPT = 50;

  /** Three Spring Boot applications start at once, and those of a test beside it. */
  private static final Duration START = Duration.ofMinutes(3);

  private static final String SMALL = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData";

  private final TestedServer server;
  private final SchedulingPolicy policy;
  private final boolean drains;
  private final int port = Client.freePort();
  private final int securePort = Client.freePort();
  private final AtomicInteger clients = new AtomicInteger();
  private final Set<Long> workers = new TreeSet<>();
  private RunningCluster cluster;
  private AssertionError failure;

  /** Will be started when it is first asked for something. */
  public ServerCluster(TestedServer server, SchedulingPolicy policy, boolean drains) {
    this.server = server;
    this.policy = policy;
    this.drains = drains;
  }

  /** What serves. */
  public TestedServer server() {
    return server;
  }

  /** Whether a worker is to drain. */
  public boolean drains() {
    return drains;
  }

  private synchronized RunningCluster running() {
    if (failure != null) {
      throw new AssertionError("it did not start", failure);
    }
    if (cluster == null) {
      cluster = start().run().ports(server.isSecure() ? 2 : 1);
      awaitWorkers();
    }
    return cluster;
  }

  private void awaitWorkers() {
    try {
      workers.add(awaitListening());
      workers.add(awaitListening());
    } catch (AssertionError e) {
      failure = e;
      throw e;
    }
  }

  private Start start() {
    List<String> words = new ArrayList<>(List.of("run", "-w", "2", "--log-format", "raw"));
    // Nobody is to be killed for being slow on a busy machine.
    words.addAll(List.of("--aot-cache", "off")); // no worker is replaced to record for one
    words.addAll(List.of("--start-timeout", START.toMinutes() + "m", "--health-interval", "0"));
    words.add(server.jar().toString());
    words.addAll(server.arguments(port, securePort));
    Start start = Start.command(words.toArray(String[]::new));
    return start
        .variable("PREFORK_SCHED_POLICY", policy.shortName())
        .variable(
            "JDK_JAVA_OPTIONS",
            SMALL + " -Djava.io.tmpdir=" + Start.TEMPORARY + server.jvmOption());
  }

  /** Waits until another worker listens on all its ports. */
  private long awaitListening() {
    String line = "prefork: worker \\d+ \\((%s)\\) listens on (?:UDP )?port %d";
    String pid = cluster.awaitLine(line.formatted("\\d+", port), START).group(1);
    if (server.isSecure()) {
      cluster.awaitLine(line.formatted(pid, securePort), START);
    }
    return Long.parseLong(pid);
  }

  /** Where the application is reached. */
  public int port(boolean secure) {
    return secure ? securePort : port;
  }

  /** Connects from the next of many addresses: a policy may go by them. */
  public Talk begin(boolean secure) throws IOException {
    running();
    int host = 2 + clients.getAndIncrement() % SOURCES;
    return server.dialect().begin(InetAddress.getByName("127.0.0." + host), port(secure), secure);
  }

  /** Connects until every worker has been met; keeps connections open meanwhile. */
  public List<Talk> meetAll(boolean secure) throws IOException {
    List<Talk> talks = new ArrayList<>();
    Set<Long> met = new TreeSet<>();
    running();
    Await.untilEqual(
        "processes that answer on port " + port(secure),
        workers,
        () -> {
          Talk talk = talk(talks, secure);
          if (!met.add(pid(talk)) && talks.size() > KEPT) {
            talks.removeLast().close();
          }
          return met;
        });
    return talks;
  }

  private Talk talk(List<Talk> talks, boolean secure) {
    try {
      Talk talk = begin(secure);
      talks.add(talk);
      return talk;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static long pid(Talk talk) {
    try {
      return talk.who().pid();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Lets one of the workers drain, says which, and does not wait for its end. */
  public long beginScalingDown() {
    Proc.signal(running().pid(), "TTOU");
    String line = "prefork: stopping worker \\d+ \\((\\d+)\\).*";
    long drained = Long.parseLong(running().awaitLine(line).group(1));
    workers.remove(drained);
    return drained;
  }

  /** Waits until the worker that drains has ended; returns how many connections have moved. */
  public int awaitScaledDown(long drained) {
    String worker = "prefork: worker \\d+ \\(" + drained + "\\)";
    String exit = worker + " exited .*?(?:; connections moved (\\d+), .*)?";
    String moved = running().awaitLine(exit, START).group(1);
    running().awaitLine("prefork: scaling done: .*", START);
    return moved == null ? 0 : Integer.parseInt(moved);
  }

  /** Adds a worker again. */
  public void scaleUp() {
    Proc.signal(running().pid(), "TTIN");
    workers.add(awaitListening());
    running().awaitLine("prefork: scaling done: .*", START);
  }

  /** The workers that serve. */
  public Set<Long> workers() {
    return Set.copyOf(workers);
  }

  /** Kills one of the workers, says which, and waits for nothing. */
  public long kill() {
    long victim = workers.iterator().next();
    Proc.signal(victim, "KILL");
    workers.remove(victim);
    return victim;
  }

  /** Waits until the one that was killed is replaced. */
  public void awaitReplacement(long victim) {
    running().awaitLine("prefork: worker \\d+ \\(" + victim + "\\) .*status 137 .*");
    workers.add(awaitListening());
  }

  /** Tells the server of one of the workers to stop, and waits until it says that it has. */
  public long stop() throws IOException {
    List<Talk> talks = meetAll(false);
    try {
      talks.getLast().stop();
    } catch (IOException e) {
      // it was quick
    }
    talks.forEach(Talk::close);
    long stopped = Long.parseLong(running().awaitLine("stopped (\\d+)").group(1));
    workers.remove(stopped);
    return stopped;
  }

  @Override
  public void close() {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Override
  public String toString() {
    return server.title().replace("`", "") + ", " + policy;
  }
}
