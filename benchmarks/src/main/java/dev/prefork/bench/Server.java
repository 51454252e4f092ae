package dev.prefork.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One or more processes that serve a port, to be measured. */
final class Server implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private final String name;
  private final int port;
  private final List<Process> processes = new ArrayList<>();

  private Server(String name, int port) {
    this.name = name;
    this.port = port;
  }

  /** Starts processes; what they write is not read. */
  static Server start(String name, int port, List<List<String>> commands) throws IOException {
    Server server = new Server(name, port);
    try {
      for (List<String> command : commands) {
        server.processes.add(
            new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
      }
    } catch (IOException e) {
      server.close();
      throw new IOException(name + " cannot be started: " + e.getMessage(), e);
    }
    return server;
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** Waits until somebody accepts. */
  void awaitAccepting() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts()) {
      if (System.nanoTime() - start > PATIENCE_NANOS || !processes.getFirst().isAlive()) {
        throw new IOException(name + " does not come to listen on port " + port);
      }
      Thread.sleep(20);
    }
  }

  private boolean accepts() {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Processor time of the first process: a cluster's primary. */
  long primaryNanos() {
    return nanos(Stream.of(processes.getFirst().toHandle()));
  }

  /** Processor time of all processes and their children. */
  long processorNanos() {
    return nanos(
        processes.stream()
            .map(Process::toHandle)
            .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants())));
  }

  private static long nanos(Stream<ProcessHandle> handles) {
    return handles
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
