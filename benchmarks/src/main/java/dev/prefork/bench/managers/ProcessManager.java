package dev.prefork.bench.managers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process manager that keeps two workers with an HTTP server. All its children are workers. */
public final class ProcessManager implements AutoCloseable {
  /** The number of workers. */
  public static final int WORKERS = 2;

  private static final long TIMEOUT_NANOS = 60_000_000_000L;
  private static final int POLL_MILLIS = 50;
  private static final int STOPPING_SECONDS = 20;

  private final String name;
  private final int port;
  private final WorkingDirectory directory;
  private final Process process;
  private final Reload reload;
  private String readyFile = "";

  /** The way to replace all workers. */
  interface Reload {
    /**
     * Begins a reload, and may return before it is complete.
     *
     * @param process the process of the manager
     */
    void begin(WorkingDirectory directory, ProcessHandle process)
        throws IOException, InterruptedException;
  }

  private ProcessManager(
      String name, int port, WorkingDirectory directory, Process process, Reload reload) {
    this.name = name;
    this.port = port;
    this.directory = directory;
    this.process = process;
    this.reload = reload;
  }

  /**
   * Starts a process manager.
   *
   * @param directory is removed on {@link #close}
   */
  static ProcessManager start(
      String name, int port, WorkingDirectory directory, List<String> command, Reload reload)
      throws IOException {
    try {
      Process process = directory.start(command);
      return new ProcessManager(name, port, directory, process, reload);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /**
   * Waits in {@link #awaitServing} for a file as well.
   *
   * @param suffix how the name of the file ends
   */
  ProcessManager withReadyFile(String suffix) {
    readyFile = suffix;
    return this;
  }

  /** {@return the name of the row} */
  public String name() {
    return name;
  }

  /** {@return the port that the workers serve} */
  public int port() {
    return port;
  }

  /** Waits until the manager is ready, the port accepts connections, and all workers run. */
  public void awaitServing() throws IOException, InterruptedException {
    long start = System.nanoTime();
    while (!accepts() || !directory.hasFile(readyFile)) {
      checkProgress(start, "is not ready");
      Thread.sleep(POLL_MILLIS);
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

  /** Replaces all workers, and waits until only new ones run. */
  public void reload() throws IOException, InterruptedException {
    List<ProcessHandle> old = workers();
    reload.begin(directory, process.toHandle());
    awaitWorkers(old);
  }

  /** Kills a worker, and waits until there is a replacement. */
  public void killOne() throws IOException, InterruptedException {
    List<ProcessHandle> victim = List.of(workers().getFirst());
    if (!victim.getFirst().destroyForcibly()) {
      throw new IOException("cannot kill a worker of " + name);
    }
    awaitWorkers(victim);
  }

  /** Some managers briefly have another child, so the children must be the same twice. */
  private void awaitWorkers(List<ProcessHandle> old) throws IOException, InterruptedException {
    long start = System.nanoTime();
    List<ProcessHandle> last = List.of();
    while (true) {
      List<ProcessHandle> now = workers();
      if (now.size() == WORKERS && now.equals(last) && Collections.disjoint(now, old)) {
        return;
      }
      last = now;
      checkProgress(start, "has not started two new workers");
      Thread.sleep(POLL_MILLIS);
    }
  }

  private List<ProcessHandle> workers() {
    return process.children().sorted().toList();
  }

  private void checkProgress(long start, String what) throws IOException {
    if (!process.isAlive()) {
      throw new IOException(name + " exited: " + directory.lastLine());
    }
    if (System.nanoTime() - start > TIMEOUT_NANOS) {
      throw new IOException(name + " " + what + " after a minute: " + directory.lastLine());
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
    directory.close();
  }
}
