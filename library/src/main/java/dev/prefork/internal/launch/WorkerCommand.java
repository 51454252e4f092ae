package dev.prefork.internal.launch;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Builds the command that starts one worker: the primary's command line with the library's main
 * class in front of the application's and the options that the library needs.
 *
 * <p>The first fork runs this in a cold JVM, where each lambda costs a millisecond, so it uses
 * loops.
 *
 * <p>A program can observe that the library's classes have no class loader and precede a copy on
 * the class path, that the last frame of the main thread belongs to the library, and that jps shows
 * the library's main class (sun.java.command has the application's). Not supported are JavaFX
 * applications without a main method, and a {@code -javaagent} that opens a port from its own
 * options.
 *
 * @param words the launcher and its arguments
 * @param environment the variables whose values differ from the primary's
 */
public record WorkerCommand(List<String> words, Map<String, String> environment) {
  private static final String PROVIDER =
      "-Djava.nio.channels.spi.SelectorProvider=dev.prefork.internal.nio.PreforkSelectorProvider";

  private static final String ASYNCHRONOUS_PROVIDER =
      "-Djava.nio.channels.spi.AsynchronousChannelProvider"
          + "=dev.prefork.internal.nio.PreforkAsynchronousChannelProvider";

  /**
   * The boot loader loads classes in native code and without verification. The application's class
   * loader would take 20 ms more of processor time per worker; see ADR 0017.
   */
  private static final String BOOT_CLASS_PATH = "-Xbootclasspath/a:";

  /** The packages of java.base that the library accesses for sockets and for calls of libc. */
  private static final List<String> OPENED_PACKAGES =
      List.of(
          "sun.nio.ch",
          "java.net",
          "sun.net",
          "sun.net.sdp",
          "jdk.internal.ref",
          "sun.security.jca",
          "jdk.internal.access",
          "jdk.internal.foreign.abi",
          "jdk.internal.loader");

  /**
   * The switches of Netty and of gRPC's copy of Netty: a native transport would bypass the cluster.
   */
  private static final List<String> NO_NATIVE_TRANSPORT =
      List.of(
          "-Dio.netty.transport.noNative", "-Dio.grpc.netty.shaded.io.netty.transport.noNative");

  /** Copies the collections. */
  public WorkerCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * Builds the command of one worker.
   *
   * @param command the primary's command line, or one built from the settings
   * @param site the environment of the launch
   * @param jvm the JVM options of the settings, all of which follow the primary's options
   * @param environment the variables that the worker inherits
   * @param worker the worker's number, from 1, for file names
   * @param ports the worker's position among the running workers, from 1, for debug and JMX ports
   * @throws CannotLaunchException if the program has no main class, or the JVM options name a
   *     program
   */
  public static WorkerCommand build(
      JavaCommand command,
      LaunchSite site,
      JvmSettings jvm,
      Map<String, String> environment,
      int worker,
      int ports) {
    return build(command, site, jvm, environment, worker, ports, FileSystemView.REAL);
  }

  static WorkerCommand build(
      JavaCommand command,
      LaunchSite site,
      JvmSettings jvm,
      Map<String, String> environment,
      int worker,
      int portNumber,
      FileSystemView fileSystem) {
    List<JvmOption> fromSettings = parseJvmArguments(jvm.arguments());
    List<JvmOption> all = new ArrayList<>(command.options());
    all.addAll(fromSettings);
    all.addAll(OptionVariables.options(environment));
    PerWorkerPorts ports = new PerWorkerPorts(all, portNumber, jvm.debugPort());
    WorkerOptions rules = rules(ports, site, worker, fileSystem);
    WorkerProgram program = WorkerProgram.of(command.withOptions(fromSettings), site, fileSystem);
    List<JvmOption> options = new ArrayList<>(rules.apply(command.options()));
    options.addAll(rules.adapt(fromSettings));
    options.addAll(program.options());
    addMissing(options, libraryOptions(site));
    disableNativeTransports(options, all);
    return new WorkerCommand(
        words(options, program, command.arguments(), site),
        OptionVariables.adapted(environment, rules));
  }

  private static WorkerOptions rules(
      PerWorkerPorts ports, LaunchSite site, int worker, FileSystemView fileSystem) {
    return new WorkerOptions(
        ports,
        new PerWorkerFiles(
            worker, path -> fileSystem.isDirectory(site.workerDirectory().resolve(path))),
        site.paths());
  }

  /**
   * Returns true if a worker listens for a debugger and so needs a debug port.
   *
   * @param environment the variables that the worker inherits
   */
  public static boolean listensForDebugger(
      JavaCommand command, JvmSettings jvm, Map<String, String> environment) {
    List<JvmOption> all = new ArrayList<>(command.options());
    all.addAll(CommandLineParser.options(jvm.arguments()));
    all.addAll(OptionVariables.options(environment));
    return all.stream().anyMatch(Debugger::listens);
  }

  private static List<JvmOption> parseJvmArguments(List<String> jvmArguments) {
    List<JvmOption> options = CommandLineParser.options(jvmArguments);
    for (JvmOption option : options) {
      if (!LauncherOptions.isForJvm(option)) {
        throw new CannotLaunchException(
            "'"
                + option.name()
                + "' is not allowed in the JVM options of the settings;"
                + " set the class path and the program with their own settings");
      }
    }
    return options;
  }

  /**
   * {@code --add-opens} also exports a package at run time. {@code --add-exports} would fail with a
   * source file: the launcher passes it to the compiler, which rejects it together with a release.
   */
  private static List<JvmOption> libraryOptions(LaunchSite site) {
    List<JvmOption> required = new ArrayList<>();
    if (!site.named()) {
      required.add(JvmOption.of(BOOT_CLASS_PATH + site.prefork()));
    }
    for (String opened : OPENED_PACKAGES) {
      required.add(JvmOption.of("--add-opens", "java.base/" + opened + "=" + site.moduleName()));
    }
    required.add(JvmOption.of("--enable-native-access", site.moduleName()));
    required.add(JvmOption.of(PROVIDER));
    required.add(JvmOption.of(ASYNCHRONOUS_PROVIDER));
    return required;
  }

  private static void addMissing(List<JvmOption> options, List<JvmOption> required) {
    List<JvmOption> existing = List.copyOf(options);
    for (JvmOption option : required) {
      if (!containsEquivalent(existing, option)) {
        options.add(option);
      }
    }
  }

  /** Adds the switches, except those that the user has set. */
  private static void disableNativeTransports(List<JvmOption> options, List<JvmOption> existing) {
    for (String property : NO_NATIVE_TRANSPORT) {
      if (!isSet(existing, property)) {
        options.add(JvmOption.of(property + "=true"));
      }
    }
  }

  private static boolean isSet(List<JvmOption> options, String property) {
    for (JvmOption option : options) {
      if (option.name().equals(property) || option.name().startsWith(property + "=")) {
        return true;
      }
    }
    return false;
  }

  private static boolean containsEquivalent(List<JvmOption> options, JvmOption wanted) {
    for (JvmOption option : options) {
      if (wanted.isEquivalentTo(option)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> words(
      List<JvmOption> options, WorkerProgram program, List<String> arguments, LaunchSite site) {
    List<String> words = new ArrayList<>();
    words.add(site.launcher());
    for (JvmOption option : options) {
      words.addAll(option.words());
    }
    String classPath = classPath(program, site);
    if (!classPath.isEmpty()) {
      words.addAll(List.of("-cp", classPath));
    }
    if (containsAtWord(words)) {
      words.add(1, LauncherOptions.DISABLE_FILES);
    }
    if (site.named()) {
      words.add("-m");
    }
    words.addAll(List.of(site.bootstrap(), program.kind(), program.name()));
    words.addAll(arguments);
    return words;
  }

  private static boolean containsAtWord(List<String> words) {
    for (String word : words) {
      if (word.startsWith("@")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the application's class path. The library is on it only if the compiler of a source
   * file needs it, or if the path would be empty, which means the current directory.
   */
  private static String classPath(WorkerProgram program, LaunchSite site) {
    String application = program.classPath();
    if (site.named() || (!application.isEmpty() && !program.isSource())) {
      return application;
    }
    for (String element : application.split(File.pathSeparator, -1)) {
      if (site.isPrefork(element)) {
        return application;
      }
    }
    String separator = application.isEmpty() ? "" : File.pathSeparator;
    return application + separator + site.prefork();
  }
}
