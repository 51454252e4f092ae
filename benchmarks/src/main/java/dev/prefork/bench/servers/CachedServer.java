package dev.prefork.bench.servers;

import dev.prefork.bench.harness.Plan;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A real HTTP server in one plain process, which starts without or with an AOT cache. */
public final class CachedServer {
  private static final int CLIENTS = 4;
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  /** How long programs still load classes after they listen. */
  private static final int SETTLING_MILLIS = 2000;

  private static final byte[] REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Plan plan;
  private final String name;
  private final Path directory;

  /** The caches to compare. */
  public enum Cache {
    /** No cache. */
    NONE("no cache"),
    /** Recorded during a start, without a request. */
    START("recorded without requests"),
    /** The same cache, without its profiles of methods. */
    CLASSES("the same, classes only"),
    /** Recorded under load. */
    LOAD("recorded under load");

    private final String title;

    Cache(String title) {
      this.title = title;
    }

    /** {@return the name of the row} */
    public String title() {
      return title;
    }
  }

  /**
   * Chooses a server.
   *
   * @param name the name of a module in {@code servers}
   * @param directory the directory for caches
   */
  public CachedServer(Plan plan, String name, Path directory) {
    this.plan = plan;
    this.name = name;
    this.directory = directory;
  }

  /** {@return the name of the module} */
  public String name() {
    return name;
  }

  private Path file(Cache cache) {
    Cache recorded = cache == Cache.CLASSES ? Cache.START : cache;
    return directory.resolve(name + "-" + recorded.name().toLowerCase(Locale.ROOT) + ".aot");
  }

  private List<String> options(Cache cache) {
    List<String> options = new ArrayList<>();
    if (cache != Cache.NONE) {
      options.add("-XX:AOTCache=" + file(cache));
    }
    if (cache == Cache.CLASSES) {
      options.add(0, "-XX:-AOTReplayTraining");
      options.add(0, "-XX:+UnlockDiagnosticVMOptions");
    }
    return options;
  }

  /**
   * Records a cache.
   *
   * @param requests how many requests the server answers meanwhile
   */
  public void record(Cache cache, int requests) throws IOException, InterruptedException {
    try (Running running = start(List.of("-XX:AOTCacheOutput=" + file(cache)))) {
      Running _ = running.askUntil(requests);
      Thread.sleep(SETTLING_MILLIS);
      running.stop();
    }
    if (!Files.isReadable(file(cache))) {
      throw new IOException("the JVM of " + name + " has written no cache");
    }
  }

  /** Starts the server, and waits until it answers. */
  public Running start(Cache cache) throws IOException, InterruptedException {
    return start(options(cache));
  }

  private Running start(List<String> options) throws IOException, InterruptedException {
    int port = Server.freePorts(2);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.addAll(options);
    command.addAll(List.of("-jar", plan.tools().jar("servers/" + name).toString()));
    command.addAll(arguments(port));
    long start = System.nanoTime();
    Server server = Server.start(name, port, List.of(command));
    server.awaitAccepting(port);
    return new Running(server, port, (System.nanoTime() - start) / 1e6);
  }

  private List<String> arguments(int port) {
    String plain = Integer.toString(port);
    return switch (name) {
      case "boot-tomcat" -> List.of("--server.port=" + plain, "--plain.port=" + (port + 1));
      case "jdk" -> List.of("http", plain, "0", "none");
      case "netty" -> List.of("nio", plain, "0", "none");
      default -> List.of("HTTP/1.1", plain, "0", "none");
    };
  }

  /** A server that runs. */
  public static final class Running implements AutoCloseable {
    private final Server server;
    private final int port;
    private final double listeningMillis;
    private final ProcessHandle process;
    private int asked;

    private Running(Server server, int port, double listeningMillis) {
      this.server = server;
      this.port = port;
      this.listeningMillis = listeningMillis;
      this.process = server.processes().findFirst().orElseThrow();
    }

    /** {@return how long the start took until a connection was accepted} */
    public double listeningMillis() {
      return listeningMillis;
    }

    /** {@return the processor time of the process so far} */
    public double processorSeconds() throws IOException {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** Asks on four connections until the server has answered so many requests since its start. */
    public Running askUntil(int requests) throws IOException, InterruptedException {
      int each = (requests - asked) / CLIENTS;
      asked = requests;
      try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
        List<Future<Boolean>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          clients.add(threads.submit(() -> ask(each)));
        }
        for (Future<Boolean> client : clients) {
          boolean _ = client.get();
        }
      } catch (ExecutionException e) {
        throw new IOException("a request failed: " + e.getCause(), e);
      }
      return this;
    }

    private boolean ask(int requests) throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(socket.getInputStream());
        for (int i = 0; i < requests; i++) {
          socket.getOutputStream().write(REQUEST);
          readAnswer(in);
        }
      }
      return true;
    }

    private static void readAnswer(InputStream in) throws IOException {
      int length = -1;
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      if (length >= 0) {
        in.skipNBytes(length);
      } else {
        skipChunks(in);
      }
    }

    private static void skipChunks(InputStream in) throws IOException {
      for (int size = size(in); size > 0; size = size(in)) {
        in.skipNBytes(size);
        String _ = line(in);
      }
      String _ = line(in);
    }

    private static int size(InputStream in) throws IOException {
      return Integer.parseInt(line(in).strip(), 16);
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the server closed a connection");
        }
        line.append((char) c);
      }
      return line.toString().stripTrailing();
    }

    /** Stops the server, which then writes the cache that it records. */
    public void stop() throws IOException, InterruptedException {
      boolean _ = process.destroy();
      long end = System.nanoTime() + TIMEOUT_NANOS;
      while (process.isAlive()) {
        if (System.nanoTime() > end) {
          throw new IOException(server.name() + " did not exit in time");
        }
        Thread.sleep(20);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
