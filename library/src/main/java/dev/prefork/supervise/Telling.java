package dev.prefork.supervise;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Tells people what happens, in order, on a thread of its own: one who is slow to listen keeps
 * nobody from his work but those who listen after him.
 */
final class Telling {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("prefork-notes").factory());
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  void add(Consumer<String> listener) {
    listeners.add(listener);
  }

  void note(String line) {
    thread.execute(() -> listeners.forEach(listener -> tell(listener, line)));
  }

  /** Hears of nothing that is noted from now on. */
  void remove(Consumer<String> listener) {
    thread.execute(() -> listeners.remove(listener));
  }

  /** After all notes up to now. */
  void complete(CompletableFuture<Report> future, Report report) {
    thread.execute(() -> future.complete(report));
  }

  /** Ends when all is told. */
  void end() {
    thread.shutdown();
  }

  private static void tell(Consumer<String> listener, String line) {
    try {
      listener.accept(line);
    } catch (RuntimeException | Error e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a listener for notes failed", e);
    }
  }
}
