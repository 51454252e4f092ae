package dev.prefork;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds the listeners of one source of events, and calls them. */
final class Listeners {
  /** Handles the exceptions of all listeners in this process; null for the log. */
  private static volatile @Nullable BiConsumer<? super ClusterEvent, ? super Throwable> onError;

  private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();
  private final String source;
  private final Set<Class<? extends ClusterEvent>> published;

  private record Entry<E extends ClusterEvent>(Class<E> type, Consumer<? super E> listener) {
    void offer(ClusterEvent event) {
      if (type.isInstance(event)) {
        listener.accept(type.cast(event));
      }
    }
  }

  /**
   * Creates an empty list of listeners.
   *
   * @param source the source of the events, for error messages
   * @param published the events that this source publishes
   */
  Listeners(String source, Set<Class<? extends ClusterEvent>> published) {
    this.source = source;
    this.published = published;
  }

  static void onError(@Nullable BiConsumer<? super ClusterEvent, ? super Throwable> handler) {
    onError = handler;
  }

  /**
   * Adds a listener.
   *
   * @throws IllegalStateException if the source does not publish such events
   */
  <E extends ClusterEvent> void add(Class<E> type, Consumer<? super E> listener) {
    if (published.stream().noneMatch(type::isAssignableFrom)) {
      throw new IllegalStateException(
          "cannot listen for %s of %s, which does not publish this event; %s"
              .formatted(type.getSimpleName(), source, advice(type)));
    }
    entries.add(new Entry<>(type, listener));
  }

  private static String advice(Class<? extends ClusterEvent> type) {
    if (type.equals(Drop.class)) {
      return "add the listener in the worker, with Cluster.worker().on";
    }
    return type.equals(Setup.class)
        ? "add the listener in the primary, with Cluster.on"
        : "add the listener in the primary, with Cluster.on or Worker.on";
  }

  boolean hasAny(Class<? extends ClusterEvent> type) {
    for (Entry<?> entry : entries) {
      if (entry.type.isAssignableFrom(type)) {
        return true;
      }
    }
    return false;
  }

  /** Calls the listeners of the event. An exception of one does not stop the others. */
  void publish(ClusterEvent event) {
    for (Entry<?> entry : entries) {
      try {
        entry.offer(event);
      } catch (RuntimeException | Error e) {
        failed(event, e);
      }
    }
  }

  private static void failed(ClusterEvent event, Throwable failure) {
    BiConsumer<? super ClusterEvent, ? super Throwable> handler = onError;
    if (handler == null) {
      log(event, failure);
      return;
    }
    try {
      handler.accept(event, failure);
    } catch (RuntimeException | Error e) {
      e.addSuppressed(failure);
      log(event, e);
    }
  }

  private static void log(ClusterEvent event, Throwable failure) {
    System.getLogger("dev.prefork")
        .log(Level.ERROR, "listener for " + event.getClass().getSimpleName() + " failed", failure);
  }
}
