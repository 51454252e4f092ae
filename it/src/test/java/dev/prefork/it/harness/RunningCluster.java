package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.stream.Stream;

/**
 * A primary and its workers, as processes. {@link #close} kills the primary and insists that
 * nothing of the cluster is left: no process, no surplus socket, no directory.
 */
public final class RunningCluster implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(10);

  private final Process primary;
  private final Path temporary;
  private final String mark;
  private final Map<Integer, Long> pids = new ConcurrentHashMap<>();
  private final Output output;
  private int ports = 1;
  private int perPort = 2;
  private boolean directoryMayStay;

  /** How the primary is started once its output is read. */
  interface Launch {
    Process start() throws IOException;
  }

  RunningCluster(Path pipe, Launch launch, String mark) throws IOException {
    this.temporary = pipe.getParent();
    this.mark = mark;
    this.output = new Output(pipe, this::note);
    this.primary = launch.start();
  }

  /** Keeps the pids that lines like {@code fork 3 12345} tell. */
  private void note(String line) {
    String[] words = line.split(" ", -1);
    if (words[0].equals("fork")) {
      pids.put(Integer.valueOf(words[1]), Long.valueOf(words[2]));
    } else if (words[0].equals("exit")) {
      pids.remove(Integer.valueOf(words[1]));
    }
  }

  /**
   * Says that the primary is killed while its last workers end: if they have just looked for it for
   * the last time, its directory stays until the next primary sweeps it.
   */
  public RunningCluster directoryMayStay() {
    directoryMayStay = true;
    return this;
  }

  /**
   * Says that each worker has a listening socket of its own on each port, which the primary has.
   */
  public RunningCluster ownListeners() {
    perPort = 3;
    return this;
  }

  /** Says how many ports there may be at the end, if it is not one. */
  public RunningCluster ports(int max) {
    ports = max;
    return this;
  }

  /** The primary's pid. */
  public long pid() {
    return primary.pid();
  }

  /** A worker's pid. */
  public long pid(int worker) {
    return pids.get(worker);
  }

  /** The primary's temporary directory, where its socket is. */
  public Path temporary() {
    return temporary;
  }

  /** Waits for a line that nobody has waited for yet, or fails with all that was printed. */
  public MatchResult awaitLine(String regex) {
    return awaitLine(regex, Await.PATIENCE);
  }

  /** The same, for what may take long on a busy machine. */
  public MatchResult awaitLine(String regex, Duration limit) {
    return output.await(regex, limit);
  }

  /** Waits until these workers listen. */
  public RunningCluster awaitListening(int... workers) {
    for (int worker : workers) {
      awaitLine("listening " + worker + " .*");
    }
    return this;
  }

  /** All lines up to now. */
  public List<String> lines() {
    return output.lines();
  }

  /** All lines up to now that begin so. */
  public List<String> lines(String start) {
    return lines().stream().filter(line -> line.startsWith(start)).toList();
  }

  /** Gives the primary an order. */
  public void tell(String order) {
    try {
      primary.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
      primary.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the primary does not listen:\n" + output, e);
    }
  }

  /** Waits until the primary has ended by itself. */
  public int awaitExit() {
    try {
      assertThat(primary.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("the primary has ended; it printed:\n%s", output)
          .isTrue();
      output.awaitEnd();
      return primary.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The processes of this cluster and what they have started. */
  public List<Long> processes() {
    return Proc.withVariable(mark);
  }

  /** Kills the primary in a way that it cannot notice. */
  public void killPrimary() {
    primary.destroyForcibly();
  }

  /** Waits until no process is left, and the directory of the socket is gone. */
  public void awaitNothingLeft(Duration limit) {
    Await.until(
        "nothing of the cluster is left but %s; it printed:\n%s".formatted(processes(), output),
        limit,
        () -> processes().isEmpty());
    if (directoryMayStay) {
      return;
    }
    assertThat(hideouts()).as("directories left behind by:\n%s", output).isEmpty();
  }

  private List<Path> hideouts() {
    try (Stream<Path> entries = Files.list(temporary)) {
      return entries.filter(path -> path.getFileName().toString().startsWith("prefork-")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Unix socket on which the primary waits for workers. */
  public Path socket() {
    return hideouts().getFirst().resolve("workers");
  }

  /** Waits until the primary has no socket that is not a living worker's, or its listening ones. */
  public void awaitNoSurplusSockets(int ports) {
    int rendezvous = 1;
    int perWorker = 1 + perPort * ports;
    Await.until(
        "the primary has the sockets of its workers only; it printed:\n" + output,
        () ->
            Proc.sockets(pid())
                <= rendezvous
                    + controls()
                    + ports
                    + perWorker * Math.max(0, processes().size() - 1));
  }

  /** How many control sockets the command has made. */
  private int controls() {
    try (Stream<Path> entries = Files.list(temporary.resolve("prefork"))) {
      return (int) entries.filter(path -> path.toString().endsWith(".sock")).count();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      pids.values().forEach(pid -> Proc.signal(pid, "CONT"));
      if (primary.isAlive()) {
        awaitTidiness();
      }
      killPrimary();
      awaitNothingLeft(END);
    } finally {
      primary.destroyForcibly();
      processes().forEach(pid -> Proc.signal(pid, "KILL"));
      deleteTemporary();
    }
  }

  private void awaitTidiness() {
    if (processes().size() == 1) {
      Await.until("a primary without workers has no directory", () -> hideouts().isEmpty());
    } else {
      awaitNoSurplusSockets(ports);
    }
  }

  private void deleteTemporary() {
    try (Stream<Path> all = Files.walk(temporary)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
