package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Somebody who gives commands, all in the same directories. {@link #close} insists that no cluster
 * is left.
 */
public final class Operator implements AutoCloseable {
  /** Small enough for many of them. */
  private static final List<String> SMALL =
      List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-Xmx64m", "-J-XX:-UsePerfData");

  private final Path folder;

  /** With directories that are new, and have short names. */
  public Operator() {
    try {
      folder = Files.createTempDirectory("pf");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The directory with all that the commands leave. */
  public Path folder() {
    return folder;
  }

  /** Where a cluster's control socket is. */
  public Path socket(String name) {
    return folder.resolve("prefork").resolve(name + ".sock");
  }

  /** A command, to be run. */
  public Start command(String... words) {
    return Start.command(words)
        .variable("XDG_RUNTIME_DIR", folder.toString())
        .variable("HOME", folder.toString());
  }

  /** Starts a cluster in the background, and waits until it serves; closed when it has ended. */
  public RunningCluster start(String... words) {
    RunningCluster start = starting(words);
    assertThat(start.awaitExit()).as("start: %s", start.lines()).isZero();
    return start;
  }

  /** Begins to start a cluster in the background. */
  public RunningCluster starting(String... words) {
    List<String> all = new ArrayList<>(List.of("start"));
    all.addAll(SMALL);
    all.addAll(List.of(words));
    return command(all.toArray(String[]::new)).run();
  }

  /** Gives a command that ends with a code, and returns what it printed. */
  public List<String> get(int code, String... words) {
    try (RunningCluster running = command(words).run()) {
      int seen = running.awaitExit();
      assertThat(seen)
          .as("code of %s, which printed %s", List.of(words), running.lines())
          .isEqualTo(code);
      return running.lines();
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> files = all.sorted(Comparator.reverseOrder()).toList();
      List<Path> sockets = files.stream().filter(f -> f.toString().endsWith(".sock")).toList();
      files.forEach(file -> file.toFile().delete());
      assertThat(sockets).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
