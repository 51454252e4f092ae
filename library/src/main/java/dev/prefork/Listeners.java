package dev.prefork;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who wants to hear of what. */
final class Listeners {
  /** What becomes of an exception; null for the log. Of all listeners of this process. */
  private static volatile @Nullable BiConsumer<? super ClusterEvent, ? super Throwable> onError;

  private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();
  private final String here;
  private final Set<Class<? extends ClusterEvent>> published;

  private record Entry<E extends ClusterEvent>(Class<E> type, Consumer<? super E> listener) {
    void offer(ClusterEvent event) {
      if (type.isInstance(event)) {
        listener.accept(type.cast(event));
      }
    }
  }

  /**
   * No listeners yet.
   *
   * @param here whose events they are, for messages
   * @param published the events that there are here
   */
  Listeners(String here, Set<Class<? extends ClusterEvent>> published) {
    this.here = here;
    this.published = published;
  }

  static void onError(@Nullable BiConsumer<? super ClusterEvent, ? super Throwable> handler) {
    onError = handler;
  }

  /**
   * Adds a listener.
   *
   * @throws IllegalStateException if it would never be called
   */
  <E extends ClusterEvent> void add(Class<E> type, Consumer<? super E> listener) {
    if (published.stream().noneMatch(type::isAssignableFrom)) {
      throw new IllegalStateException(
          "a listener for %s would never be called for %s; %s"
              .formatted(type.getSimpleName(), here, advice(type)));
    }
    entries.add(new Entry<>(type, listener));
  }

  private static String advice(Class<? extends ClusterEvent> type) {
    if (type.equals(Drop.class)) {
      return "add it in the worker, by Cluster.worker().on";
    }
    return type.equals(Setup.class)
        ? "it concerns no single worker: add it in the primary, by Cluster.on"
        : "add it in the primary, by Cluster.on or Worker.on";
  }

  boolean hasAny(Class<? extends ClusterEvent> type) {
    for (Entry<?> entry : entries) {
      if (entry.type.isAssignableFrom(type)) {
        return true;
      }
    }
    return false;
  }

  /** Tells everybody; one who throws stops nobody. */
  void tell(ClusterEvent event) {
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
        .log(
            Level.ERROR, "a listener for " + event.getClass().getSimpleName() + " failed", failure);
  }
}
