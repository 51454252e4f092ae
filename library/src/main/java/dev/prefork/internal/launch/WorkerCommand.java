package dev.prefork.internal.launch;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The command that starts one worker: the primary's own, with a main class of ours in front of the
 * application's and the options that it needs.
 *
 * <p>A first fork runs this in a cold JVM, where each lambda costs a millisecond: hence the loops.
 *
 * <p>What a program can see of it: this library's classes have no class loader and come before a
 * copy on the class path, the last frame of the main thread is ours, and jps names our main class
 * (sun.java.command is set right). What cannot be repeated: a JavaFX application without a main
 * method, and a {@code -javaagent} that opens a port of its own, in options that only it
 * understands.
 *
 * @param words the launcher and its arguments
 * @param environment the variables that must differ from the primary's
 */
public record WorkerCommand(List<String> words, Map<String, String> environment) {
  private static final String PROVIDER =
      "-Djava.nio.channels.spi.SelectorProvider=dev.prefork.internal.nio.PreforkSelectorProvider";

  private static final String ASYNCHRONOUS_PROVIDER =
      "-Djava.nio.channels.spi.AsynchronousChannelProvider"
          + "=dev.prefork.internal.nio.PreforkAsynchronousChannelProvider";

  /**
   * Our classes are loaded as the JDK's own are: by native code, and trusted. By the application's
   * class loader they would take a worker 20 ms of processor time more, see ADR 0017.
   */
  private static final String BOOT_CLASS_PATH = "-Xbootclasspath/a:";

  /** What a worker knows of the JDK's inside: its sockets, and its calls of libc. */
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
   * Netty's switches, its own and that of the copy in gRPC: a native transport would bind past us.
   */
  private static final List<String> NO_NATIVE_TRANSPORT =
      List.of(
          "-Dio.netty.transport.noNative", "-Dio.grpc.netty.shaded.io.netty.transport.noNative");

  /** Takes copies. */
  public WorkerCommand {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  /**
   * The command of one worker.
   *
   * @param command the primary's command line, or one made from the settings
   * @param site where it is launched
   * @param jvm options of the settings come after the primary's; nothing of them is dropped
   * @param environment the variables that the worker would inherit
   * @param worker its number, from 1: files are named by it
   * @param ports the number that ports are counted up by
   * @throws CannotLaunchException if the program has no main class, or the JVM arguments name a
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
   * True if a worker of this command line has a debugger that listens, so that it needs a port.
   *
   * @param environment the variables that the worker would inherit
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
                + "' in the settings' JVM arguments is not an option for the JVM alone;"
                + " set the class path and the program by their own settings");
      }
    }
    return options;
  }

  /**
   * No {@code --add-exports}: at run time an opened package is exported too, and the source
   * launcher would hand the option on to the compiler, which refuses it together with a release.
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

  /** Unless the user has decided it, wherever that is said. */
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
    words.addAll(List.of(site.bootstrap(), program.kind(), program.what()));
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
   * The application's, as it is: our classes are with the JDK's. Only the compiler of a source file
   * has to be told of them, and to the launcher an empty path is the current directory.
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
