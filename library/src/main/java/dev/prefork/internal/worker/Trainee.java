package dev.prefork.internal.worker;

import dev.prefork.internal.sys.Processes;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A worker that only serves to train an AOT cache, and whose primary is gone. As it ends its JVM
 * would write the cache, by a second JVM and for many seconds, though nobody is there to use it.
 */
public final class Trainee {
  /** In the environment of one. */
  public static final String VARIABLE = "PREFORK_TRAINING";

  private static final String OUTPUT = "-XX:AOTCacheOutput=";

  private Trainee() {}

  /** Ends this process at once, and what it has started, if it is one. */
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

  /** What is written of the cache by now. */
  private static void discard() throws IOException {
    String words = Files.readString(Path.of("/proc/self/cmdline"), StandardCharsets.UTF_8);
    for (String word : words.split("\0", -1)) {
      if (word.startsWith(OUTPUT)) {
        String output = word.substring(OUTPUT.length());
        Files.deleteIfExists(Path.of(output));
        Files.deleteIfExists(Path.of(output + ".config"));
      }
    }
  }
}
