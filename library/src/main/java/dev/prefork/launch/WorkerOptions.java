package dev.prefork.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Turns the primary's JVM options into one worker's: what may exist only once is dropped, counted
 * or renamed. All else stays, in its order.
 */
final class WorkerOptions {

  /** Compiled when there are options to look at. */
  private static final class Patterns {
    /**
     * Never copied: archives and caches are written by one JVM and fit only the command line that
     * they were trained for; a splash screen is shown once; the class path and {@code --source} are
     * given anew.
     */
    static final Pattern DROPPED =
        Pattern.compile(
            "-XX:(AOTCache|AOTCacheOutput|AOTConfiguration|ArchiveClassesAtExit|SharedArchiveFile"
                + "|DumpLoadedClassList)=.*"
                + "|-XX:AOTMode=(?!off).*"
                + "|-XX:[+-]AutoCreateSharedArchive"
                + "|-splash:.*"
                + "|-Djava\\.class\\.path=.*"
                + "|--source");

    static final Pattern DEBUGGER =
        Pattern.compile("(-agentlib:jdwp=|-agentpath:.*libjdwp\\.so=|-Xrunjdwp:).*");
  }

  private final CountedPorts ports;
  private final OwnFiles files;
  private final AbsolutePaths paths;

  /**
   * The options of one worker.
   *
   * @param all every option that a worker may get, also from environment variables
   */
  WorkerOptions(List<JvmOption> all, int worker, AbsolutePaths paths, Predicate<Path> isDirectory) {
    this.ports = new CountedPorts(all, worker);
    this.files = new OwnFiles(worker, isDirectory);
    this.paths = paths;
  }

  List<JvmOption> apply(List<JvmOption> options) {
    return options.isEmpty()
        ? options
        : own(options.stream().filter(option -> !isDropped(option)).map(paths::apply).toList());
  }

  /** Only counts and renames: for options that were meant for workers from the start. */
  List<JvmOption> own(List<JvmOption> options) {
    return options.stream().map(ports::apply).map(files::apply).toList();
  }

  private static boolean isDropped(JvmOption option) {
    return Patterns.DROPPED.matcher(option.name()).matches() || callsDebugger(option.name());
  }

  /** A debugger that waits for the primary's call, as an IDE's does, takes no second one. */
  private static boolean callsDebugger(String name) {
    return Patterns.DEBUGGER.matcher(name).matches() && !name.contains("server=y");
  }
}
