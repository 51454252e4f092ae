package dev.prefork.it.harness;

import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** How to start a primary: {@code Start.program(Main.class, "port=1").with(...).run()}. */
public final class Start {
  /** The library as users get it. */
  public static final Path PREFORK = Path.of(System.getProperty("prefork.jar"));

  /** The classes of this module's programs. */
  public static final Path PROGRAMS =
      Path.of(
          URI.create(
              ScriptedCluster.class
                  .getProtectionDomain()
                  .getCodeSource()
                  .getLocation()
                  .toString()));

  /** The {@code java} that runs the tests. */
  public static final String JAVA = Path.of(System.getProperty("java.home"), "bin/java").toString();

  /** In the value of a variable: the directory for what is gone when the cluster is closed. */
  public static final String TEMPORARY = "{temporary}";

  static final String MARK = "PREFORK_TEST";

  /** Many small JVMs on few processors, without files that one of them might leave in /tmp. */
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m", "-Xss512k", "-XX:-UsePerfData");

  private static final String LISTEN_AND_EXEC =
      """
      import os, socket, sys
      where = sys.argv[1]
      if where.isdigit():
        s = socket.create_server(('127.0.0.1', int(where)))
      else:
        s = socket.socket(socket.AF_UNIX)
        s.bind(where)
        s.listen()
      os.dup2(s.fileno(), 9)
      s.close()
      os.dup2(9, 3)
      os.close(9)
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  private final List<String> launcher;
  private final List<String> before = new ArrayList<>();
  private final List<String> options = new ArrayList<>(SMALL);
  private final Map<String, String> environment = new TreeMap<>();

  private Start(List<String> launcher) {
    this.launcher = launcher;
    options.add("--enable-native-access=ALL-UNNAMED");
  }

  /** A program of this module. */
  public static Start program(Class<?> main, String... arguments) {
    List<String> words = new ArrayList<>(List.of("-cp", PREFORK + ":" + PROGRAMS, main.getName()));
    words.addAll(List.of(arguments));
    return new Start(words);
  }

  /** With one more argument for the program. */
  public Start argument(String more) {
    launcher.add(more);
    return this;
  }

  /** Any program, by what follows {@code java} and the options for a small JVM. */
  public static Start java(String... words) {
    return new Start(new ArrayList<>(List.of(words)));
  }

  /**
   * The command {@code prefork}, with directories of its own for what it leaves. Without an AOT
   * cache: after ten quiet seconds, which a busy machine needs for a few commands, one more worker
   * would be started to train it, and take a number.
   */
  public static Start command(String... arguments) {
    String path = System.getProperty("prefork.cli.jar") + ":" + PREFORK;
    Start start = java("-cp", path, "dev.prefork.cli.Main");
    start.launcher.addAll(List.of(arguments));
    return start
        .variable("XDG_RUNTIME_DIR", TEMPORARY)
        .variable("HOME", TEMPORARY)
        .variable("PREFORK_AOT_CACHE", "off");
  }

  /** With options for the JVM. */
  public Start option(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  /** With a variable in the environment. */
  public Start variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** With words before {@code java}: a command that ends in executing it. */
  public Start behind(String... words) {
    before.addAll(List.of(words));
    return this;
  }

  /** With a listening socket at a port or a path as descriptor 3. */
  public Start inheriting(Object where) {
    return behind("python3", "-c", LISTEN_AND_EXEC, where.toString());
  }

  /** Starts it. */
  public RunningCluster run() {
    try {
      Path temporary = Files.createTempDirectory("pf");
      Path pipe = temporary.resolve("output");
      new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
      String mark = UUID.randomUUID().toString();
      return new RunningCluster(
          pipe, () -> process(temporary, pipe, mark).start(), MARK + "=" + mark);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private ProcessBuilder process(Path temporary, Path pipe, String mark) {
    List<String> words = new ArrayList<>(before);
    words.add(JAVA);
    words.add("-Djava.io.tmpdir=" + temporary);
    words.addAll(options);
    words.addAll(launcher);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    // Not a pipe of Process's own: that ends with the process, whoever else may still write to it.
    builder.redirectOutput(pipe.toFile());
    Map<String, String> variables = builder.environment();
    variables
        .keySet()
        .removeIf(name -> name.matches("(PREFORK|NODE)_.*|XDG_.*|.*JAVA.*OPTIONS|CLASSPATH"));
    variables.put("XDG_CACHE_HOME", temporary.resolve("cache").toString());
    environment.forEach(
        (name, value) -> variables.put(name, value.replace(TEMPORARY, temporary.toString())));
    variables.put(MARK, mark);
    return builder;
  }
}
