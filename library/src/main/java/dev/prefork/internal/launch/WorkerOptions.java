package dev.prefork.internal.launch;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Adapts the primary's JVM options for one worker. Options that name a resource for one JVM are
 * dropped, or get another port or file name; the others stay unchanged, in their order.
 */
final class WorkerOptions {

  /** Compiled on first use. */
  private static final class Patterns {
    /**
     * An archive or cache is written by one JVM and fits only the command line that it was trained
     * for. A splash screen appears once. {@link WorkerCommand} adds the class path and {@code
     * --source} itself.
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

  /** Adapts options without dropping any: for options that the settings give to workers. */
  List<JvmOption> adapt(List<JvmOption> options) {
    return options.isEmpty()
        ? options
        : options.stream().map(paths::apply).map(ports::apply).map(files::apply).toList();
  }

  private static boolean isDropped(JvmOption option) {
    return Patterns.DROPPED.matcher(option.name()).matches() || Debugger.connects(option);
  }
}
