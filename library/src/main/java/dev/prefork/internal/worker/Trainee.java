package dev.prefork.internal.worker;

import dev.prefork.internal.sys.Processes;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends a worker that trains an AOT cache when its primary is gone. Otherwise its JVM would start a
 * second JVM at exit and write a cache for many seconds that no process uses.
 */
public final class Trainee {
  /** The environment variable that marks a training worker. */
  public static final String VARIABLE = "PREFORK_TRAINING";

  private static final String OUTPUT = "-XX:AOTCacheOutput=";

  private Trainee() {}

  /** Kills this process and its descendants if this is a training worker. */
  static void endIfOne() {
    if (System.getenv(VARIABLE) == null) {
      return;
    }
    ProcessHandle self = ProcessHandle.current();
    self.descendants().forEach(ProcessHandle::destroyForcibly);
    try {
      discard();
      boolean _ = Processes.signal(self.pid(), Signal.SIGKILL.number());
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** Removes the partly written cache. */
  private static void discard() throws IOException {
    String arguments = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
    for (String argument : arguments.split("\0", -1)) {
      if (argument.startsWith(OUTPUT)) {
        String output = argument.substring(OUTPUT.length());
        Files.deleteIfExists(Path.of(output));
        Files.deleteIfExists(Path.of(output + ".config"));
      }
    }
  }
}
