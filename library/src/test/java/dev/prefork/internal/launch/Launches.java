package dev.prefork.internal.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Runs a program twice: by the plain launcher, and by the command of a worker made from that
 * command line. The worker's main class is a stand-in that needs no primary.
 */
final class Launches {

  /** What a program prints that has to be the same, and behind # what the test wants to know. */
  static final String REPORT =
      """
      for (String arg : args) System.out.println("argument |" + arg + "|");
      Thread thread = Thread.currentThread();
      System.out.println("thread " + thread.getName());
      System.out.println("loader " + thread.getContextClassLoader().getClass().getSimpleName());
      System.out.println("command " + System.getProperty("sun.java.command"));
      System.out.println("#" + System.getProperty("java.class.path"));
      System.out.println("#" + System.getProperty("jdk.internal.javac.source", ""));
      """;

  private static final String BOOTSTRAP =
      """
      package dev.prefork.internal.worker;
      import dev.prefork.internal.launch.MainInvoker;
      public final class Bootstrap {
        public static void main(String[] args) throws Throwable { MainInvoker.run(args); }
      }
      """;

  /** How both ended. */
  record Both(Jvm.Result plain, Jvm.Result worker) {
    /** What the program said, without what may differ. */
    List<String> plainOut() {
      return said(plain.out());
    }

    List<String> workerOut() {
      return said(worker.out());
    }

    private static List<String> said(String out) {
      return out.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }

  private final Path directory;
  private final Path prefork;
  private boolean named;

  /** Launches in a directory, in which the library's stand-in is put as prefork.jar. */
  Launches(Path directory) {
    this.directory = directory;
    Path classes = directory.resolve("prefork-classes");
    Path launch = classes.resolve("dev/prefork/internal/launch");
    this.prefork = directory.resolve("prefork.jar");
    try {
      Files.createDirectories(launch);
      URI invoker = URI.create(MainInvoker.class.getResource("MainInvoker.class").toString());
      Files.copy(Path.of(invoker), launch.resolve("MainInvoker.class"));
      JavaSources.compile(classes, "Bootstrap", BOOTSTRAP);
      Path manifest =
          JavaSources.write(classes, "manifest", "Automatic-Module-Name: dev.prefork\n");
      JavaSources.jar(
          "cfm", prefork.toString(), manifest.toString(), "-C", classes.toString(), "dev");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Launches with the library on the module path. */
  Launches named() {
    named = true;
    return this;
  }

  Path prefork() {
    return prefork;
  }

  Both run(String... words) throws Exception {
    return run(Map.of(), words);
  }

  Both run(Map<String, String> environment, String... words) throws Exception {
    // Programs of a second gain nothing from the second compiler.
    Stream<String> java = Stream.of(Jvm.JAVA, "-XX:TieredStopAtLevel=1");
    List<String> plain = Stream.concat(java, Stream.of(words)).toList();
    Jvm.Result first = Jvm.run(directory, environment, plain);
    WorkerCommand command = command(environment, plain, first);
    Map<String, String> changed = new HashMap<>(environment);
    changed.putAll(command.environment());
    return new Both(first, Jvm.run(directory, changed, command.words()));
  }

  private WorkerCommand command(
      Map<String, String> environment, List<String> words, Jvm.Result plain) {
    List<String> known =
        new ArrayList<>(plain.out().lines().filter(l -> l.startsWith("#")).toList());
    String release = known.size() < 2 ? "" : known.get(1).substring(1);
    String classPath = known.isEmpty() ? directory.toString() : known.get(0).substring(1);
    var launched =
        new JvmInvocation(words, Jvm.JAVA, classPath, release.isEmpty() ? null : release);
    JavaCommand command = JavaCommand.parse(launched, this::read);
    var site = new LaunchSite(Jvm.HOME, prefork, named, directory, directory);
    return WorkerCommand.build(command, site, new JvmSettings(List.of(), null), environment, 1, 1);
  }

  private String read(String file) {
    return JvmInvocation.read(directory.resolve(file).toString());
  }
}
