package dev.prefork.bench.load;

import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.programs.AotOptions;
import dev.prefork.bench.programs.HelloServer;
import dev.prefork.bench.programs.StartPeer;
import dev.prefork.bench.report.Section;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways to start a server. Its classes come from a jar: there are no AOT caches for directories.
 */
public final class Starters implements AutoCloseable {
  public static final String PLAIN = "plain java";
  private static final String PREFORK = "Prefork";
  private static final String CACHED = ", AOT cache";

  private final Plan plan;
  private final Path directory;
  private final List<Starter> all = new ArrayList<>();

  /** Trains the caches, and starts the primaries. */
  public Starters(Plan plan, Section section) throws IOException, InterruptedException {
    this.plan = plan;
    this.directory = Files.createTempDirectory("prefork-bench");
    try {
      section.attempt(PLAIN, () -> all.add(alone(PLAIN, List.of())));
      section.attempt(PLAIN + CACHED, () -> all.add(alone(PLAIN + CACHED, trained("plain.aot"))));
      section.attempt(PREFORK, () -> all.add(prefork(PREFORK, List.of())));
      section.attempt(
          PREFORK + CACHED,
          () -> all.add(prefork(PREFORK + CACHED, List.of(cache("prefork.aot")))));
      section.attempt("Node", () -> all.add(node()));
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  /** Those that can start any number. */
  public List<Starter> ofSeveral() {
    return List.copyOf(all);
  }

  /** Those that can start one. */
  public List<Starter> ofOne() {
    List<Starter> ways = new ArrayList<>(all);
    ways.add(new Starter.First("Prefork, first of a new primary"));
    return ways;
  }

  private String cache(String name) {
    return directory.resolve(name).toString();
  }

  private Starter alone(String name, List<String> options) throws IOException {
    return new Starter.Alone(name, hello(options));
  }

  private List<String> hello(List<String> options) throws IOException {
    String jar = plan.tools().jar("benchmarks").toString();
    return Programs.java(options, jar, HelloServer.class.getName(), List.of("0", "say"));
  }

  private List<String> trained(String name) throws IOException, InterruptedException {
    List<String> command = hello(List.of(AotOptions.train(cache(name))));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line = process.inputReader().readLine();
    Thread.sleep(AotOptions.SETTLING_MILLIS);
    process.toHandle().destroy(); // leaves its output open
    process.inputReader().transferTo(Writer.nullWriter());
    process.waitFor();
    if (line == null || !Files.exists(Path.of(cache(name)))) {
      throw new IOException("the JVM has not written an AOT cache");
    }
    return AotOptions.use(cache(name));
  }

  private Starter prefork(String name, List<String> cache) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(plan.tools().jar("benchmarks").toString()));
    arguments.addAll(cache);
    String path = plan.tools().jar("library") + ":" + plan.tools().jar("benchmarks");
    List<String> options = List.of("--enable-native-access=ALL-UNNAMED");
    List<String> command = Programs.java(options, path, StartPeer.class.getName(), arguments);
    return new Starter.Forked(name, new Dialogue(new ProcessBuilder(command)));
  }

  private Starter node() throws IOException, InterruptedException {
    String node = plan.tools().node().toString();
    String program = plan.source("node", "start.mjs").toString();
    return new Starter.Forked("Node", new Dialogue(new ProcessBuilder(node, program)));
  }

  @Override
  public void close() {
    all.forEach(Starter::close);
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      System.err.println(directory + " cannot be removed: " + e.getMessage());
    }
  }
}
