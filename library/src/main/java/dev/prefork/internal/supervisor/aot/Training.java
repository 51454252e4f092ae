package dev.prefork.internal.supervisor.aot;

import dev.prefork.Listening;
import dev.prefork.Worker;
import dev.prefork.model.Signal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One worker that starts as all others do, is ended as soon as it would serve, and leaves a cache.
 * A JVM writes it at its end, whichever way it ends, by a second JVM that it waits for.
 */
final class Training {
  /** Programs go on loading classes for a moment when they listen. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** For writing a cache; a large program takes some ten seconds. */
  private static final Duration WRITING = Duration.ofMinutes(3);

  private final Worker worker;
  private final Path temporary;
  private final Duration patience;
  private final FileChannel lock;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean cancelled;

  /**
   * Begins with a worker that was told to write a cache.
   *
   * @param patience how long it may take to listen
   * @param lock is closed at the end
   */
  Training(Worker worker, Path temporary, Duration patience, FileChannel lock) {
    this.worker = worker;
    this.temporary = temporary;
    this.patience = patience;
    this.lock = lock;
    this.thread = Thread.ofPlatform().daemon().name("prefork-aot-training").unstarted(this::run);
  }

  /** Goes on until it has completed {@link #outcome}. */
  void start() {
    thread.start();
  }

  Path temporary() {
    return temporary;
  }

  /** Completes when the worker has ended. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  private void run() {
    Outcome result = Outcome.CANCELLED;
    try {
      result = train();
    } catch (ExecutionException | IOException e) {
      result = new Outcome.Failed(e.toString());
    } catch (InterruptedException e) {
      // cancelled
    } finally {
      kill();
      closeLock();
      boolean hasOtherCause = cancelled && result instanceof Outcome.Failed;
      outcome.complete(hasOtherCause ? Outcome.CANCELLED : result);
    }
  }

  private Outcome train() throws InterruptedException, ExecutionException, IOException {
    CompletableFuture<Void> listens = new CompletableFuture<>();
    Worker _ = worker.on(Listening.class, _ -> listens.complete(null));
    if (!isDoneWithin(patience, CompletableFuture.anyOf(listens, worker.onExit()))) {
      return Outcome.notListening(patience);
    }
    if (!listens.isDone()) {
      return Outcome.endedEarly(worker.onExit().get());
    }
    Thread.sleep(SETTLING);
    boolean _ = worker.kill(Signal.SIGTERM);
    if (!isDoneWithin(WRITING, worker.onExit())) {
      return Outcome.unfinished(WRITING);
    }
    return isWhole() ? Outcome.WRITTEN : Outcome.notWritten(temporary);
  }

  private static boolean isDoneWithin(Duration limit, CompletableFuture<?> future)
      throws InterruptedException, ExecutionException {
    try {
      Object _ = future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** The JVM removes the file beside it when it has succeeded. */
  private boolean isWhole() {
    return Files.isReadable(temporary) && !Files.exists(configuration());
  }

  private Path configuration() {
    return temporary.resolveSibling(temporary.getFileName() + ".config");
  }

  private void closeLock() {
    try {
      lock.close();
    } catch (IOException e) {
      // it is released with the process
    }
  }

  /** Ends it at once; nothing of it is left. Any thread. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  /** Ends the worker, if it has not ended by itself, and the JVM that writes for it. */
  private void kill() {
    if (!worker.onExit().isDone()) {
      ProcessHandle.of(worker.pid())
          .ifPresent(
              process -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
              });
      worker.onExit().join();
    }
  }

  /** Removes what was written. */
  void discard() {
    try {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(configuration());
    } catch (IOException e) {
      // whoever publishes a cache later removes it
    }
  }
}
