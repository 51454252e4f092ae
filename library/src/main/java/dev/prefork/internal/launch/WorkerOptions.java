package dev.prefork.internal.launch;

import java.util.List;
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
  }

  private final PerWorkerPorts ports;
  private final PerWorkerFiles files;
  private final AbsolutePaths paths;

  /** The options of one worker. */
  WorkerOptions(PerWorkerPorts ports, PerWorkerFiles files, AbsolutePaths paths) {
    this.ports = ports;
    this.files = files;
    this.paths = paths;
  }

  List<JvmOption> apply(List<JvmOption> options) {
    return options.isEmpty()
        ? options
        : adapt(options.stream().filter(option -> !isDropped(option)).toList());
  }

  /** Drops nothing: for options that were meant for workers from the start. */
  List<JvmOption> adapt(List<JvmOption> options) {
    return options.isEmpty()
        ? options
        : options.stream().map(paths::apply).map(ports::apply).map(files::apply).toList();
  }

  private static boolean isDropped(JvmOption option) {
    return Patterns.DROPPED.matcher(option.name()).matches() || Debugger.connects(option);
  }
}
