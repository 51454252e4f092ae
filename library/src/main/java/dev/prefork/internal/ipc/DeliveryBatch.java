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
  private static final int FEW = 8;

  private final List<Outbox> left = new ArrayList<>();
  private boolean more;
  private int sent;

  /** What is to become of a frame. */
  enum Place {
    /** It is sent by none of these listeners but perhaps the last. */
    OUTSIDE,
    /** It will be written soon. */
    LEFT,
    /** It should be written now. */
    WRITTEN
  }

  /** Begins, on this thread. */
  public static DeliveryBatch begin() {
    DeliveryBatch deliveries = new DeliveryBatch();
    CURRENT.set(deliveries);
    return deliveries;
  }

  /**
   * Delivers one.
   *
   * @param another true if another one follows
   */
  void run(Runnable delivery, boolean another) {
    more = another;
    delivery.run();
  }

  /** Delivers one, whose fault or interrupt is its own and none of the next one's. */
  public void attempt(Runnable delivery, boolean another) {
    try {
      run(delivery, another);
    } catch (RuntimeException | Error e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a listener failed", e);
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  /** Writes what was left. */
  public void end() {
    CURRENT.remove();
    for (Outbox outbox : left) {
      outbox.pumpOrAsk();
    }
  }

  /** Tells what to do with a frame that this thread sends. */
  static Place disposition(Outbox outbox) {
    DeliveryBatch current = CURRENT.get();
    return current == null ? Place.OUTSIDE : current.dispositionOf(outbox);
  }

  private Place dispositionOf(Outbox outbox) {
    if (!more) {
      return Place.OUTSIDE; // the last listener may go on sending for long
    }
    if (++sent % FEW == 0) {
      return Place.WRITTEN;
    }
    if (!left.contains(outbox)) {
      left.add(outbox);
      FlushTimer.watch(outbox);
    }
    return Place.LEFT;
  }
}
