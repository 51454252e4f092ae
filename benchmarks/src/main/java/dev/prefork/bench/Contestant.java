package dev.prefork.bench;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Two processes with the same server on one port, by Prefork or without. */
final class Contestant implements AutoCloseable {
  private static final int PROCESSES = 2;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final List<String> LOOPBACK = List.of("127.0.0.1", "[::1]");

  private final String name;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private List<String> hosts = LOOPBACK;

  private Contestant(String name) throws IOException {
    this.name = name;
    this.port = freePort();
  }

  /** Two processes, neither of which knows of the other; the kernel spreads connections. */
  static Contestant alone(ServerProgram program) throws IOException {
    Contestant contestant = new Contestant("alone, SO_REUSEPORT");
    for (int i = 0; i < PROCESSES; i++) {
      contestant.start(
          List.of(
              "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
              "-Djava.nio.channels.spi.SelectorProvider=" + ReuseportProvider.class.getName(),
              "-cp",
              System.getProperty("java.class.path") + ":" + program.jar(),
              program.mainClass()),
          program.arguments(contestant.port));
    }
    return contestant;
  }

  /** Two workers. */
  static Contestant workers(SchedulingPolicy policy, String commandPath, ServerProgram program)
      throws IOException {
    Contestant contestant = new Contestant(policy.name());
    contestant.start(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            commandPath,
            "dev.prefork.cli.Main",
            "run",
            "-w",
            Integer.toString(PROCESSES),
            "--policy",
            policy.shortName(),
            program.jar().toString()),
        program.arguments(contestant.port));
    return contestant;
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private void start(List<String> options, List<String> arguments) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(arguments);
    processes.add(
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // servers greet there
            .start());
  }

  String name() {
    return name;
  }

  /**
   * Waits until both processes answer, and chooses addresses to connect to: such as have different
   * client addresses, and under STICKY different workers.
   */
  void awaitReady() throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<String> pids = new ArrayList<>();
    while (pids.size() < PROCESSES) {
      for (String host : candidates()) {
        String pid = pid(host);
        if (pid != null && !pids.contains(pid)) {
          pids.add(pid);
        }
      }
      if (System.nanoTime() - start > PATIENCE_NANOS) {
        throw new IOException(name + ": only " + pids.size() + " processes answer");
      }
      Thread.sleep(20);
    }
    chooseHosts();
  }

  private void chooseHosts() throws IOException {
    if (name.equals(SchedulingPolicy.STICKY.name())) {
      String first = pid(LOOPBACK.getFirst());
      for (String host : candidates()) {
        String pid = pid(host);
        if (pid != null && !pid.equals(first)) {
          hosts = List.of(LOOPBACK.getFirst(), host);
          return;
        }
      }
      throw new IOException("this machine's own addresses all have the same worker");
    }
  }

  private static List<String> candidates() throws IOException {
    List<String> hosts = new ArrayList<>(LOOPBACK);
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .map(Contestant::url)
        .forEach(hosts::add);
    return hosts;
  }

  private static String url(InetAddress address) {
    String text = address.getHostAddress();
    return text.contains(":") ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  /** The first word of an answer. */
  private @Nullable String pid(String host) {
    try {
      HttpURLConnection request =
          (HttpURLConnection)
              URI.create("http://" + host + ":" + port + "/").toURL().openConnection();
      request.setRequestProperty("Connection", "close");
      try (var answer = request.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8).split("\\s", 2)[0];
      }
    } catch (IOException e) {
      return null; // not there yet
    }
  }

  /**
   * What it does under load.
   *
   * @param processorMicros of all its processes, for each request
   */
  record Load(double requestsPerSecond, double processorMicros) {}

  Load load(boolean closing, int seconds) {
    try {
      long before = processorNanos();
      double rate = Wrk.rate(hosts, port, closing, seconds);
      double micros = (processorNanos() - before) / 1000.0;
      return new Load(rate, micros / (rate * seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private long processorNanos() {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
        .flatMap(handle -> handle.info().totalCpuDuration().stream())
        .mapToLong(Duration::toNanos)
        .sum();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
  }
}
