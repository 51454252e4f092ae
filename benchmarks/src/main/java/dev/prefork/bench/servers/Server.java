package dev.prefork.bench.servers;

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

/** One or more processes that serve a port. */
public final class Server implements AutoCloseable {
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  /** Linux uses ports from 32768 on for clients. */
  private static final AtomicInteger NEXT =
      new AtomicInteger(12_000 + (int) (ProcessHandle.current().pid() % 10_000));

  private final String name;
  private final int port;
  private final List<Process> processes = new ArrayList<>();
  private final List<Path> directories = new ArrayList<>();

  private Server(String name, int port) {
    this.name = name;
    this.port = port;
  }

  /** Starts processes, and discards their output. */
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
      throw new IOException("cannot start " + name + ": " + e.getMessage(), e);
    }
    return server;
  }

  /** Deletes a directory on {@link #close}. */
  Server thenDelete(Path directory) {
    directories.add(directory);
    return this;
  }

  /** {@return the first of several consecutive free ports, outside of the range for clients} */
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

  /** {@return the name of the row} */
  public String name() {
    return name;
  }

  /** {@return the first port} */
  public int port() {
    return port;
  }

  /** Waits until one of the ports accepts connections. */
  public void awaitAccepting(int port) throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts(port)) {
      if (System.nanoTime() - start > TIMEOUT_NANOS || !processes.getFirst().isAlive()) {
        throw new IOException(name + " does not listen on port " + port);
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

  /** {@return whether the server was started as one process, which forked the others} */
  public boolean hasPrimary() {
    return processes.size() == 1;
  }

  /** {@return the processor time of the first process, which is the primary of a cluster} */
  public ProcessorTime primaryTime() throws IOException {
    return ProcessorTime.of(Stream.of(processes.getFirst().toHandle()));
  }

  /** {@return the processor time of all processes and their descendants} */
  public ProcessorTime processorTime() throws IOException {
    return ProcessorTime.of(processes());
  }

  /** {@return all processes and their descendants, a primary before its workers} */
  public Stream<ProcessHandle> processes() {
    return processes.stream()
        .map(Process::toHandle)
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    processes.forEach(process -> process.onExit().join());
    directories.forEach(Server::delete);
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      // a temporary directory: the system removes it
    }
  }
}
