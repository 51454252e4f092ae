package dev.prefork.internal.supervisor.aot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes a cache from a recording, with a JVM of its own. */
final class Creation {
  /** The limit for making a cache; a large program takes about ten seconds. */
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final CommandLine command;
  private final Path temporary;
  private final Consumer<Outcome> then;
  private final Thread thread;

  /**
   * Prepares the creation.
   *
   * @param temporary the file that the command writes
   * @param then gets the outcome, on a thread of this creation
   */
  Creation(CommandLine command, Path temporary, Consumer<Outcome> then) {
    this.command = command;
    this.temporary = temporary;
    this.then = then;
    this.thread = Thread.ofPlatform().daemon().name("prefork-aot-cache").unstarted(this::run);
  }

  /** Starts the thread. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      then.accept(outcome());
    } finally {
      discard();
    }
  }

  private Outcome outcome() {
    try {
      return await(command.start());
    } catch (IOException e) {
      return new Outcome.Failed("cannot start a JVM to write the cache: " + e.getMessage());
    }
  }

  private Outcome await(Process process) {
    try {
      if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return Outcome.unfinished(TIMEOUT);
      }
      boolean written = process.exitValue() == 0 && Files.isReadable(temporary);
      return written ? Outcome.WRITTEN : Outcome.notWritten(temporary);
    } catch (InterruptedException e) {
      return Outcome.CANCELLED;
    } finally {
      kill(process);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Kills the JVM. Any thread. */
  void cancel() {
    thread.interrupt();
  }

  private void discard() {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      // removed when another recording begins
    }
  }
}
