package dev.prefork.bench.manage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that keeps two workers with an HTTP server: all children that it has are workers. */
public final class Manager implements AutoCloseable {
  /** How many workers there are. */
  public static final int WORKERS = 2;

  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int LOOK_MILLIS = 50;
  private static final int STOPPING_SECONDS = 20;

  private final String name;
  private final int port;
  private final Workplace workplace;
  private final Process process;
  private final Reload reload;
  private String lastPreparation = "";

  /** How its workers are replaced. */
  interface Reload {
    /**
     * Has them replaced; may return before they are.
     *
     * @param process the manager's
     */
    void begin(Workplace workplace, ProcessHandle process) throws IOException, InterruptedException;
  }

  private Manager(String name, int port, Workplace workplace, Process process, Reload reload) {
    this.name = name;
    this.port = port;
    this.workplace = workplace;
    this.process = process;
    this.reload = reload;
  }

  /**
   * Starts it.
   *
   * @param workplace is removed with it
   */
  static Manager start(
      String name, int port, Workplace workplace, List<String> command, Reload reload)
      throws IOException {
    try {
      Process process = workplace.start(command);
      return new Manager(name, port, workplace, process, reload);
    } catch (IOException e) {
      workplace.close();
      throw e;
    }
  }

  /** It is ready only when it has written this line. */
  Manager afterSaying(String line) {
    lastPreparation = line;
    return this;
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Waits until it is ready, somebody accepts, and it has its workers. */
  public void awaitServing() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts() || !workplace.hasLine(lastPreparation)) {
      requireTime(start, "is not ready");
      Thread.sleep(LOOK_MILLIS);
    }
    awaitWorkers(List.of());
  }

  private boolean accepts() {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Has all workers replaced, and waits until they are. */
  public void reload() throws IOException, InterruptedException {
    List<ProcessHandle> old = workers();
    reload.begin(workplace, process.toHandle());
    awaitWorkers(old);
  }

  /** Kills a worker, and waits until there is another. */
  public void killOne() throws IOException, InterruptedException {
    List<ProcessHandle> victim = List.of(workers().getFirst());
    if (!victim.getFirst().destroyForcibly()) {
      throw new IOException("a worker of " + name + " cannot be killed");
    }
    awaitWorkers(victim);
  }

  /** Some managers have another child for a moment, so it has to be the same twice. */
  private void awaitWorkers(List<ProcessHandle> old) throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<ProcessHandle> last = List.of();
    while (true) {
      List<ProcessHandle> now = workers();
      if (now.size() == WORKERS && now.equals(last) && Collections.disjoint(now, old)) {
        return;
      }
      last = now;
      requireTime(start, "has no two new workers");
      Thread.sleep(LOOK_MILLIS);
    }
  }

  private List<ProcessHandle> workers() {
    return process.children().sorted().toList();
  }

  private void requireTime(long start, String what) throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + " ended: " + workplace.lastLine());
    }
    if (System.nanoTime() - start > PATIENCE_NANOS) {
      throw new IOException(name + " " + what + " after a minute: " + workplace.lastLine());
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> all = process.descendants().toList();
    process.destroy();
    boolean ended = false;
    try {
      ended = process.waitFor(STOPPING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
      all.forEach(ProcessHandle::destroyForcibly);
    }
    workplace.close();
  }
}
