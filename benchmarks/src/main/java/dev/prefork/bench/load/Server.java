package dev.prefork.bench.load;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One or more processes that serve a port, to be measured. */
public final class Server implements AutoCloseable {
  private static final long PATIENCE_NANOS = 60_000_000_000L;

  /** Linux gives clients ports from 32768 on. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(12_000 + (int) (ProcessHandle.current().pid() % 10_000));

  private final String name;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private final List<Path> left = new ArrayList<>();

  private Server(String name, int port) {
    this.name = name;
    this.port = port;
  }

  /** Starts processes; what they write is not read. */
  public static Server start(String name, int port, List<List<String>> commands)
      throws IOException {
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

  /** What is to be deleted when it has ended: a directory. */
  Server thenDelete(Path directory) {
    left.add(directory);
    return this;
  }

  /** The first of so many ports in a row, none of which the kernel gives to clients by itself. */
  public static int freePorts(int count) {
    int first = NEXT.getAndAdd(count);
    while (!IntStream.range(first, first + count).allMatch(Server::isFree)) {
      first = NEXT.getAndAdd(count);
    }
    return first;
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Waits until somebody accepts at one of its ports. */
  public void awaitAccepting(int port) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts(port)) {
      if (System.nanoTime() - start > PATIENCE_NANOS || !processes.getFirst().isAlive()) {
        throw new IOException(name + " does not come to listen on port " + port);
      }
      Thread.sleep(20);
    }
  }

  private static boolean accepts(int port) {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether it was started as one process, which has others. */
  public boolean hasPrimary() {
    return processes.size() == 1;
  }

  /** Processor time of the first process: a cluster's primary. */
  public ProcessorTime primaryTime() throws IOException {
    return ProcessorTime.of(Stream.of(processes.getFirst().toHandle()));
  }

  /** Processor time of all processes and their children. */
  public ProcessorTime processorTime() throws IOException {
    return ProcessorTime.of(processes());
  }

  /** All processes and their children, a primary before its workers. */
  public Stream<ProcessHandle> processes() {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
    left.forEach(Server::delete);
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // it lies where temporary files lie
    }
  }
}
