package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Queues frames for one stream and writes them in order. Any thread adds frames; none ever waits.
 *
 * <pre>
 *              connect          no room, or a burst
 * UNCONNECTED ────────▶ IDLE ──────────────────────▶ PUMPED     any ── close ──▶ CLOSED
 *                        ▲                              │
 *                        └──────── all written ─────────┘
 * </pre>
 *
 * <p>A write, and the wake-up of the reader that it causes, costs far more than a frame. Four
 * mechanisms decide which thread writes a frame, and together with which others:
 *
 * <pre>
 * frame of a listener ──▶ (1) DeliveryBatch: every eighth is written at once, with those before
 *                             it; the end of the batch writes the rest
 *                                 └ a listener blocks ──▶ (2) FlushTimer writes after 1 ms
 * any other frame ─┬ idle ──────────────────────────────▶ its sender writes it
 *                  └ within 10 µs of the last write ────▶ (3) a burst: the {@link Pump} writes it,
 *                                                             and (4) yields first, so that the
 *                                                             sender adds more
 * </pre>
 */
public final class Outbox {
  /**
   * For streams that many threads write to: frames that follow each other sooner than this are
   * written together. About what a write takes.
   */
  public static final long BURST_NANOS = 10_000;

  private final Deque<PendingFrame> frames = new ArrayDeque<>();
  private final String name;
  private final long max;
  private final long burstNanos;
  private final Pump pump;

  private State state = State.UNCONNECTED;
  private @Nullable Wire wire;
  private boolean withholding;
  private boolean blocked;
  private long queued;
  private long lastWrite;
  private @Nullable IOException closed;

  private enum State {
    UNCONNECTED,
    IDLE,
    PUMPED,
    CLOSED
  }

  /**
   * Socket send buffer to request, in bytes. With the default of about 200 KB, a message of 1 MB
   * wakes both sides several times. The kernel caps it at net.core.wmem_max.
   */
  public static final int SEND_BUFFER = 1 << 20;

  /** Writes to the stream; called by one thread at a time. */
  public interface Wire {
    /** Returns the empty buffer for the next bytes. */
    ByteBuffer staging();

    /**
     * Writes the bytes up to the staging buffer's position.
     *
     * @param attached a descriptor to send with the first byte; the caller still owns it
     * @return the number of bytes written; 0 if there is no room
     */
    int write(@Nullable Fd attached) throws IOException;
  }

  /** The stream's owner, which is notified when there is room. */
  @FunctionalInterface
  public interface Pump {
    /** Requests a call of {@link Outbox#pump}. Runs on any thread, even within {@code send}. */
    void request();
  }

  /**
   * Creates an outbox that queues frames until it is connected.
   *
   * @param name the stream's name, for error messages
   * @param max how many bytes may be queued; a single frame may exceed it
   * @param burstNanos frames sent sooner than this after the last write are left to the pump
   */
  public Outbox(String name, long max, long burstNanos, Pump pump) {
    this.name = name;
    this.max = max;
    this.burstNanos = burstNanos;
    this.pump = pump;
  }

  /** Connects the stream, and starts writing. */
  public void connect(Wire stream) {
    synchronized (this) {
      if (state != State.UNCONNECTED) {
        return;
      }
      wire = stream;
      state = frames.isEmpty() ? State.IDLE : State.PUMPED;
      if (state == State.IDLE) {
        return;
      }
    }
    pump.request();
  }

  /** Withholds the first frame with a descriptor and all after it: {@link #releaseDescriptors}. */
  public synchronized void withholdDescriptors() {
    withholding = true;
  }

  /** Called when the peer can receive descriptors. */
  public void releaseDescriptors() {
    synchronized (this) {
      withholding = false;
    }
    pump.request();
  }

  /** Returns a future that completes or fails when all frames queued now are sent. */
  public synchronized CompletableFuture<Void> settled() {
    PendingFrame last = frames.peekLast();
    return last == null ? CompletableFuture.completedFuture(null) : last.sent;
  }

  /** Returns how many bytes are queued. */
  public synchronized long queued() {
    return queued;
  }

  /**
   * Sends a frame, now or as soon as there is room.
   *
   * @param attached a descriptor to send with the frame; the outbox owns it from now on
   * @return a future that completes when the kernel has the last byte, and fails if the stream is
   *     closed or too much is queued
   */
  public CompletableFuture<Void> send(byte[] frame, @Nullable Fd attached) {
    return send(List.of(frame), attached);
  }

  /** Sends a frame in consecutive pieces; see {@link #send(byte[], Fd)}. */
  public CompletableFuture<Void> send(List<byte[]> frame, @Nullable Fd attached) {
    return send(new PendingFrame(frame, attached), max);
  }

  /** Sends a control frame regardless of the limit, because the peer depends on it. */
  public CompletableFuture<Void> sendControl(byte[] frame) {
    return send(new PendingFrame(List.of(frame), null), Long.MAX_VALUE);
  }

  private CompletableFuture<Void> send(PendingFrame item, long limit) {
    List<PendingFrame> written = new ArrayList<>(1);
    boolean pumpNeeded;
    IOException failure;
    synchronized (this) {
      failure = refusal(item.length, limit);
      if (failure != null) {
        item.closeAttached();
        return CompletableFuture.failedFuture(failure);
      }
      frames.add(item);
      queued += item.length;
      pumpNeeded = writeOrDefer(written);
      failure = closed;
    }
    if (pumpNeeded) {
      pump.request();
    }
    complete(item, written, failure);
    return item.sent;
  }

  /** Completes {@code own} here: its future has no dependents yet, so this runs no user code. */
  private static void complete(
      PendingFrame own, List<PendingFrame> written, @Nullable IOException failure) {
    if (!written.isEmpty() && written.getLast() == own) {
      own.sent.complete(null);
      written.removeLast();
    } else if (failure != null) {
      own.sent.completeExceptionally(failure);
    }
    PendingFrame.completeHere(written);
  }

  private @Nullable IOException refusal(int length, long limit) {
    if (closed != null) {
      return closed;
    }
    return queued > 0 && queued + length > limit ? new IOException(queueFullMessage()) : null;
  }

  private String queueFullMessage() {
    return name
        + " is too far behind: "
        + queued
        + " bytes wait, of at most "
        + max
        + "; wait until earlier messages are sent, or raise maxQueued";
  }

  /** Returns true if a pump must be requested. */
  private boolean writeOrDefer(List<PendingFrame> written) {
    if (state == State.UNCONNECTED) {
      return false;
    }
    DeliveryBatch.Disposition disposition = DeliveryBatch.disposition(this);
    boolean idle = state == State.IDLE;
    boolean defer =
        switch (disposition) {
          case DEFERRED -> true;
          case FLUSHED -> blocked;
          case UNBATCHED -> !idle || isBurst();
        };
    if (!defer) {
      defer = !flush(written);
    }
    if (state == State.CLOSED || !defer) {
      return false;
    }
    state = State.PUMPED;
    return idle && disposition != DeliveryBatch.Disposition.DEFERRED;
  }

  private boolean isBurst() {
    return burstNanos > 0 && System.nanoTime() - lastWrite < burstNanos;
  }

  /**
   * Writes what there is room for, and requests a pump for the rest. Called on threads that may run
   * an application's code.
   */
  void pumpOrRequest() {
    List<PendingFrame> written = new ArrayList<>();
    if (!pump(written)) {
      pump.request();
    }
    PendingFrame.completeHere(written);
  }

  /**
   * Writes what there is room for. The owner calls it after a request, and again when there is
   * room. It yields first, so that the sender of a burst on the same processor can add more frames,
   * which saves writes and wake-ups of the reader.
   *
   * @return false if it must be called again when there is room
   */
  @SuppressWarnings("ThreadPriorityCheck") // only an optimization
  public boolean pump() {
    if (burstNanos > 0) {
      Thread.yield();
    }
    List<PendingFrame> written = new ArrayList<>();
    boolean all = pump(written);
    PendingFrame.complete(written);
    return all;
  }

  private synchronized boolean pump(List<PendingFrame> written) {
    if (state != State.PUMPED) {
      return true;
    }
    boolean all = flush(written) || isWithheld();
    if (frames.isEmpty() && state == State.PUMPED) {
      state = State.IDLE;
    }
    return all;
  }

  private boolean isWithheld() {
    PendingFrame first = frames.peek();
    return first != null && first.attached != null && withholding;
  }

  /** Sends a frame at once, or returns false; the caller still owns the descriptor. */
  boolean sendNow(byte[] frame, Fd attached) throws IOException {
    synchronized (this) {
      if (state != State.IDLE || wire == null) {
        return false;
      }
      wire.staging().put(frame);
      return wire.write(attached) > 0;
    }
  }

  /** Returns true if nothing is left. */
  private boolean flush(List<PendingFrame> written) {
    try {
      boolean room = true;
      while (room && !frames.isEmpty() && !isWithheld()) {
        room = writeSome(written);
      }
      blocked = !room;
    } catch (IOException e) {
      close(new IOException(name + " is closed: " + e.getMessage(), e));
      return true;
    }
    lastWrite = burstNanos > 0 ? System.nanoTime() : 0;
    return frames.isEmpty();
  }

  private boolean writeSome(List<PendingFrame> written) throws IOException {
    Wire stream = wire;
    PendingFrame first = frames.element();
    if (stream == null) {
      return false;
    }
    ByteBuffer staging = stream.staging();
    collect(first, staging);
    int staged = staging.position();
    int count;
    try {
      count = stream.write(first.attached);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ETOOMANYREFS) {
        throw e;
      }
      drop(first, e);
      return true;
    }
    advance(count, written);
    return count == staged;
  }

  /** Stops at the next frame with a descriptor, which must go with the first byte of a write. */
  private void collect(PendingFrame first, ByteBuffer staging) {
    for (PendingFrame item : frames) {
      if (item != first && item.attached != null) {
        return;
      }
      item.copyTo(staging);
      if (!staging.hasRemaining()) {
        return;
      }
    }
  }

  /** Fails only the frame that exceeded the kernel's limit on descriptors in flight. */
  private void drop(PendingFrame item, ErrnoException reason) {
    frames.remove();
    queued -= item.length;
    PendingFrame.fail(List.of(item), reason);
  }

  private void advance(int count, List<PendingFrame> written) {
    queued -= count;
    int left = count;
    while (left > 0) {
      PendingFrame item = frames.element();
      item.closeAttached();
      left = item.advance(left);
      if (item.isWritten()) {
        written.add(frames.remove());
      }
    }
  }

  /** Closes the outbox; queued frames fail, and no more are accepted. */
  public void close() {
    close(new IOException(name + " is closed"));
  }

  private void close(IOException reason) {
    List<PendingFrame> unsent;
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
      closed = reason;
      unsent = List.copyOf(frames);
      frames.clear();
      queued = 0;
    }
    PendingFrame.fail(unsent, reason);
  }
}
