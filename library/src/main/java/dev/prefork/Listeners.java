package dev.prefork;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who wants to hear of what. */
final class Listeners {
  private final List<Entry<?>> entries = new CopyOnWriteArrayList<>();

  private record Entry<E extends ClusterEvent>(Class<E> type, Consumer<? super E> listener) {
    void offer(ClusterEvent event) {
      if (type.isInstance(event)) {
        listener.accept(type.cast(event));
      }
    }
  }

  <E extends ClusterEvent> void add(Class<E> type, Consumer<? super E> listener) {
    entries.add(new Entry<>(type, listener));
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
        System.getLogger("dev.prefork")
            .log(Level.ERROR, "a listener for " + event.getClass().getSimpleName() + " failed", e);
      }
    }
  }
}
