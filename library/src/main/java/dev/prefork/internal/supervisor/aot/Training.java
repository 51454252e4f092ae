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
 * Trains a cache with one worker, which starts like all others and is stopped soon after it
 * listens. Its JVM writes the cache at its exit, with the help of a second JVM.
 */
final class Training {
  /** Programs still load classes for a moment after they listen. */
  private static final Duration LOADING_TIME = Duration.ofSeconds(2);

  /** The limit for writing a cache; a large program takes about ten seconds. */
  private static final Duration WRITE_TIMEOUT = Duration.ofMinutes(3);

  private final Worker worker;
  private final Path temporary;
  private final Duration timeout;
  private final FileChannel lock;
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean cancelled;

  /**
   * Creates the training of a worker that was forked with the option to write a cache.
   *
   * @param timeout how long the worker may take to listen
   * @param lock closed at the end
   */
  Training(Worker worker, Path temporary, Duration timeout, FileChannel lock) {
    this.worker = worker;
    this.temporary = temporary;
    this.timeout = timeout;
    this.lock = lock;
    this.thread = Thread.ofPlatform().daemon().name("prefork-aot-training").unstarted(this::run);
  }

  /** Starts the thread that completes {@link #outcome}. */
  void start() {
    thread.start();
  }

  Path temporary() {
    return temporary;
  }

  /** Returns the future of the result, which completes when the worker has exited. */
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
    if (!isDoneWithin(timeout, CompletableFuture.anyOf(listens, worker.onExit()))) {
      return Outcome.notListening(timeout);
    }
    if (!listens.isDone()) {
      return Outcome.endedEarly(worker.onExit().get());
    }
    Thread.sleep(LOADING_TIME);
    boolean _ = worker.kill(Signal.SIGTERM);
    if (!isDoneWithin(WRITE_TIMEOUT, worker.onExit())) {
      return Outcome.unfinished(WRITE_TIMEOUT);
    }
    return isComplete() ? Outcome.WRITTEN : Outcome.notWritten(temporary);
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

  /** Returns whether the cache is complete: the JVM removes its configuration file last. */
  private boolean isComplete() {
    return Files.isReadable(temporary) && !Files.exists(configuration());
  }

  private Path configuration() {
    return temporary.resolveSibling(temporary.getFileName() + ".config");
  }

  private void closeLock() {
    try {
      lock.close();
    } catch (IOException e) {
      // the lock ends with the process
    }
  }

  /** Cancels the training and removes its files. Any thread. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  /** Kills the worker and the JVM that writes its cache, unless it has exited. */
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

  /** Removes the files of the training. */
  void discard() {
    try {
      Files.deleteIfExists(temporary);
      Files.deleteIfExists(configuration());
    } catch (IOException e) {
      // removed when another cache is published
    }
  }
}
