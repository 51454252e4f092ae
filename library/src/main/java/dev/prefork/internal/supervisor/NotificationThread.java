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
 * Tells people what happens, in order, on a thread of its own: one who is slow to listen keeps
 * nobody from his work but those who listen after him.
 */
public final class NotificationThread {
  private static final int MAX_REMEMBERED = 1000;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("prefork-notes").factory());
  private final Queue<Runnable> pending = new ConcurrentLinkedQueue<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** What was noted from the start until it was over. Only used on the thread. */
  private final List<String> history = new ArrayList<>();

  private boolean remembers = true;

  /** Adds somebody who hears what is noted; until {@link #settle}, first what has been. */
  public void add(Consumer<String> listener) {
    pending.add(
        () -> {
          if (remembers) {
            history.forEach(line -> notify(listener, line));
          }
          listeners.add(listener);
        });
  }

  /** The same for somebody who asks how the start went: he may come when it is over. */
  void addFromStart(Consumer<String> listener) {
    pending.add(
        () -> {
          history.forEach(line -> notify(listener, line));
          listeners.add(listener);
        });
  }

  /** When all is told: how the start went, for somebody who has come too late to be added. */
  public void catchUp(Consumer<String> listener) {
    if (!listeners.contains(listener)) {
      history.forEach(line -> notify(listener, line));
    }
  }

  public void note(String line) {
    pending.add(
        () -> {
          if (remembers && history.size() < MAX_REMEMBERED) {
            history.add(line);
          }
          listeners.forEach(listener -> notify(listener, line));
        });
  }

  /** The start is over. */
  void settle() {
    pending.add(() -> remembers = false);
  }

  /** Adds somebody who hears of what is noted from now on. */
  void follow(Consumer<String> listener) {
    pending.add(() -> listeners.add(listener));
  }

  /** Hears of nothing that is noted from now on. */
  public void remove(Consumer<String> listener) {
    pending.add(() -> listeners.remove(listener));
  }

  /** After all notes up to now. */
  public <T> void complete(CompletableFuture<T> future, T result) {
    pending.add(() -> future.complete(result));
  }

  /** Tells all that has gathered: whoever hears of it finds it in the status. */
  public void flush() {
    for (Runnable task = pending.poll(); task != null; task = pending.poll()) {
      thread.execute(task);
    }
  }

  /** Ends when all is told. */
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
