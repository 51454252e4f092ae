package dev.prefork.internal.supervisor;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Delivers notes and results in order, on one thread: a slow listener delays other listeners, but
 * not the supervisor. Any thread may call it.
 */
public final class NotificationThread {
  private static final int MAX_REMEMBERED = 1000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("prefork-notifications").factory());
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** The notes of the start. Confined to the notification thread. */
  private final List<String> history = new ArrayList<>();

  private boolean starting = true;
  private volatile Runnable onPending = () -> {};

  /** Sets what begins a delivery: see {@link #flush}. */
  void onPending(Runnable listener) {
    onPending = listener;
  }

  private void enqueue(Runnable task) {
    pending.add(task);
    onPending.run();
  }

  /** Adds a listener; until {@link #settle}, the listener first gets the earlier notes. */
  public void add(Consumer<String> listener) {
    enqueue(
        () -> {
          if (starting) {
            history.forEach(line -> notify(listener, line));
          }
          listeners.add(listener);
        });
  }

  /** Adds a listener that first gets the notes of the start, even when the start is over. */
  void addFromStart(Consumer<String> listener) {
    enqueue(
        () -> {
          history.forEach(line -> notify(listener, line));
          listeners.add(listener);
        });
  }

  /** After {@link #end}: passes the notes of the start to a listener that was never added. */
  public void catchUp(Consumer<String> listener) {
    if (!listeners.contains(listener)) {
      history.forEach(line -> notify(listener, line));
    }
  }

  public void note(String line) {
    enqueue(
        () -> {
          if (starting && history.size() < MAX_REMEMBERED) {
            history.add(line);
          }
          listeners.forEach(listener -> notify(listener, line));
        });
  }

  /** Ends the start: later listeners do not get earlier notes. */
  void settle() {
    enqueue(() -> starting = false);
  }

  /** Adds a listener for notes from now on. */
  void follow(Consumer<String> listener) {
    enqueue(() -> listeners.add(listener));
  }

  /** Removes a listener. */
  public void remove(Consumer<String> listener) {
    enqueue(() -> listeners.remove(listener));
  }

  /** Completes a future after all notes up to now. */
  public <T> void complete(CompletableFuture<T> future, T result) {
    enqueue(() -> future.complete(result));
  }

  /** Delivers all pending notes. Called after the status is published, which then includes them. */
  public void flush() {
    for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
      thread.execute(task);
    }
  }

  /** Delivers all pending notes and ends the thread. */
  public void end() {
    flush();
    thread.shutdown();
  }

  private static void notify(Consumer<String> listener, String line) {
    try {
      listener.accept(line);
    } catch (RuntimeException | Error e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a listener for notes failed", e);
    }
  }
}
