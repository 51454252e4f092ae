package dev.prefork.internal.ipc;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A run of messages that one thread delivers. What their listeners send is written a few at a time,
 * and the rest when the last of them has returned: so answers to many messages take few system
 * calls, and the other side is at work on the first while the next are written.
 *
 * <p>A listener that waits for its message to be sent would wait for ever, if the {@link
 * FlushTimer} did not write what has been left for a millisecond.
 */
public final class DeliveryBatch {
  private static final ThreadLocal<@Nullable DeliveryBatch> CURRENT = new ThreadLocal<>();

  /** How many are left to be written together. */
  private static final int FLUSH_INTERVAL = 8;

  private final List<Outbox> deferred = new ArrayList<>();
  private boolean anotherFollows;
  private int sent;

  /** What is to become of a frame. */
  enum Disposition {
    /** It is sent by none of these listeners but perhaps the last. */
    UNBATCHED,
    /** It will be written soon. */
    DEFERRED,
    /** It should be written now. */
    FLUSHED
  }

  /** Begins, on this thread. */
  public static DeliveryBatch begin() {
    DeliveryBatch batch = new DeliveryBatch();
    CURRENT.set(batch);
    return batch;
  }

  /**
   * Delivers one.
   *
   * @param anotherFollows true if another one follows
   */
  void run(Runnable delivery, boolean anotherFollows) {
    this.anotherFollows = anotherFollows;
    delivery.run();
  }

  /** Delivers one, whose fault or interrupt is its own and none of the next one's. */
  public void attempt(Runnable delivery, boolean anotherFollows) {
    try {
      run(delivery, anotherFollows);
    } catch (RuntimeException | Error e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a listener failed", e);
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  /** Writes what was left. */
  public void end() {
    CURRENT.remove();
    for (Outbox outbox : deferred) {
      outbox.pumpOrRequest();
    }
  }

  /** Tells what to do with a frame that this thread sends. */
  static Disposition disposition(Outbox outbox) {
    DeliveryBatch current = CURRENT.get();
    return current == null ? Disposition.UNBATCHED : current.dispositionOf(outbox);
  }

  private Disposition dispositionOf(Outbox outbox) {
    if (!anotherFollows) {
      return Disposition.UNBATCHED; // the last listener may go on sending for long
    }
    if (++sent % FLUSH_INTERVAL == 0) {
      return Disposition.FLUSHED;
    }
    if (!deferred.contains(outbox)) {
      deferred.add(outbox);
      FlushTimer.watch(outbox);
    }
    return Disposition.DEFERRED;
  }
}
