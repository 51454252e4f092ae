package dev.prefork.internal.ipc;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Batches the frames that listeners send while one thread delivers a run of messages. Every eighth
 * frame is written at once, the rest when the last listener has returned. So answers to many
 * messages take few system calls, and the peer works on the first while the next are written.
 *
 * <p>A listener may block until its message is sent; therefore the {@link FlushTimer} writes frames
 * that have been deferred for a millisecond.
 */
public final class DeliveryBatch {
  private static final ThreadLocal<@Nullable DeliveryBatch> CURRENT = new ThreadLocal<>();

  /** Number of frames that are written together. */
  private static final int FLUSH_INTERVAL = 8;

  private final List<Outbox> deferred = new ArrayList<>();
  private boolean anotherFollows;
  private int sent;

  /** When a frame is written. */
  enum Disposition {
    /** The frame is not part of a batch; the outbox decides. */
    UNBATCHED,
    /** The frame is written later by the batch. */
    DEFERRED,
    /** The frame is written now, with those before it. */
    FLUSHED
  }

  /** Begins a batch on this thread. */
  public static DeliveryBatch begin() {
    DeliveryBatch batch = new DeliveryBatch();
    CURRENT.set(batch);
    return batch;
  }

  /**
   * Delivers a message.
   *
   * @param anotherFollows whether the batch has another message
   */
  void run(Runnable delivery, boolean anotherFollows) {
    this.anotherFollows = anotherFollows;
    delivery.run();
  }

  /** Delivers a message; its exception or interrupt does not affect the next one. */
  public void attempt(Runnable delivery, boolean anotherFollows) {
    try {
      run(delivery, anotherFollows);
    } catch (RuntimeException | Error e) {
      System.getLogger("dev.prefork").log(Level.ERROR, "a listener failed", e);
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  /** Ends the batch, and writes the deferred frames. */
  public void end() {
    CURRENT.remove();
    for (Outbox outbox : deferred) {
      outbox.pumpOrRequest();
    }
  }

  /** Returns when to write a frame that this thread sends. */
  static Disposition disposition(Outbox outbox) {
    DeliveryBatch current = CURRENT.get();
    return current == null ? Disposition.UNBATCHED : current.dispositionOf(outbox);
  }

  private Disposition dispositionOf(Outbox outbox) {
    if (!anotherFollows) {
      return Disposition.UNBATCHED; // the last listener may continue to send for a long time
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
