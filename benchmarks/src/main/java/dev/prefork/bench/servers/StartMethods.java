package dev.prefork.bench.servers;

import dev.prefork.bench.harness.CommandProcess;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.programs.AotOptions;
import dev.prefork.bench.programs.FirstForkProgram;
import dev.prefork.bench.programs.HelloServer;
import dev.prefork.bench.programs.StartProgram;
import dev.prefork.bench.report.Section;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All ways to start a server. Its classes come from a jar, because there are no AOT caches for
 * directories.
 */
public final class StartMethods implements AutoCloseable {
  public static final String PLAIN = "plain java";
  private static final String PREFORK = "Prefork";
  private static final String CACHED = ", AOT cache";

  private final Plan plan;
  private final Path directory;
  private final List<StartMethod> all = new ArrayList<>();

  /** Trains the AOT caches, and starts the primaries. */
  public StartMethods(Plan plan, Section section) throws IOException, InterruptedException {
    this.plan = plan;
    this.directory = Files.createTempDirectory("prefork-bench");
    try {
      section.attempt(PLAIN, () -> all.add(plain(PLAIN, List.of())));
      section.attempt(PLAIN + CACHED, () -> all.add(plain(PLAIN + CACHED, trained("plain.aot"))));
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

  /** {@return the ways to start any number of servers} */
  public List<StartMethod> ofSeveral() {
    return List.copyOf(all);
  }

  /** {@return the ways to start one server} */
  public List<StartMethod> ofOne() throws IOException {
    List<StartMethod> methods = new ArrayList<>(all);
    methods.add(
        new StartMethod.FirstWorker(
            "Prefork, first of a new primary",
            JavaPrograms.primary(plan, FirstForkProgram.class, List.of())));
    return methods;
  }

  private String cache(String name) {
    return directory.resolve(name).toString();
  }

  private StartMethod plain(String name, List<String> options) throws IOException {
    return new StartMethod.Plain(name, hello(options));
  }

  private List<String> hello(List<String> options) throws IOException {
    String jar = plan.tools().jar("benchmarks").toString();
    return JavaPrograms.java(options, jar, HelloServer.class.getName(), List.of("0", "print"));
  }

  private List<String> trained(String name) throws IOException, InterruptedException {
    List<String> command = hello(List.of(AotOptions.train(cache(name))));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line = process.inputReader().readLine();
    Thread.sleep(AotOptions.SETTLING_MILLIS);
    process.toHandle().destroy(); // unlike Process.destroy, this does not close its output
    process.inputReader().transferTo(Writer.nullWriter());
    process.waitFor();
    if (line == null || !Files.exists(Path.of(cache(name)))) {
      throw new IOException("the JVM did not write the AOT cache " + cache(name));
    }
    return AotOptions.use(cache(name));
  }

  private StartMethod prefork(String name, List<String> cache) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(plan.tools().jar("benchmarks").toString()));
    arguments.addAll(cache);
    List<String> command = JavaPrograms.primary(plan, StartProgram.class, arguments);
    return new StartMethod.Forked(name, new CommandProcess(new ProcessBuilder(command)));
  }

  private StartMethod node() throws IOException, InterruptedException {
    String node = plan.tools().path("node").toString();
    String program = plan.source("node", "start.mjs").toString();
    return new StartMethod.Forked("Node", new CommandProcess(new ProcessBuilder(node, program)));
  }

  @Override
  public void close() {
    all.forEach(StartMethod::close);
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(directory);
    } catch (IOException e) {
      System.err.println("cannot remove " + directory + ": " + e.getMessage());
    }
  }
}
