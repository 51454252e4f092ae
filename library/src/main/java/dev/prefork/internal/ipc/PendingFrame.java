package dev.prefork.internal.ipc;

import dev.prefork.internal.concurrent.Completions;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A frame in an {@link Outbox}: its pieces, what goes with the first of them (owned until then),
 * how far they are written, and who wants to know when they are.
 */
final class PendingFrame {
  final int length;
  final CompletableFuture<Void> sent = new CompletableFuture<>();
  private final List<byte[]> pieces;
  @Nullable Fd attached;
  private int written;

  PendingFrame(List<byte[]> pieces, @Nullable Fd attached) {
    this.pieces = pieces;
    this.length = Frame.length(pieces);
    this.attached = attached;
  }

  /** Copies what is not written yet, as far as there is room. */
  void copyTo(ByteBuffer staging) {
    int skipped = written;
    for (byte[] piece : pieces) {
      int from = Math.min(skipped, piece.length);
      staging.put(piece, from, Math.min(piece.length - from, staging.remaining()));
      skipped -= from;
    }
  }

  /**
   * Notes that some bytes more are written.
   *
   * @return how many of them are not this one's
   */
  int advance(int count) {
    int own = Math.min(count, length - written);
    written += own;
    return count - own;
  }

  boolean isWritten() {
    return written == length;
  }

  void closeAttached() {
    if (attached != null) {
      attached.close();
      attached = null;
    }
  }

  /** Tells that these are written. On any thread. */
  static void complete(List<PendingFrame> written) {
    if (!written.isEmpty()) {
      Completions.run(() -> written.forEach(frame -> frame.sent.complete(null)));
    }
  }

  /**
   * Tells that these are written, on a thread that may run an application's code: what nobody waits
   * for yet completes here, for handing it to another thread takes longer than a write.
   */
  static void completeHere(List<PendingFrame> written) {
    List<PendingFrame> awaited = new ArrayList<>(0);
    for (PendingFrame frame : written) {
      if (frame.sent.getNumberOfDependents() == 0) {
        frame.sent.complete(null);
      } else {
        awaited.add(frame);
      }
    }
    complete(awaited);
  }

  /** Tells that these will not be written. */
  static void fail(List<PendingFrame> unsent, IOException reason) {
    if (!unsent.isEmpty()) {
      unsent.forEach(PendingFrame::closeAttached);
      Completions.run(() -> unsent.forEach(frame -> frame.sent.completeExceptionally(reason)));
    }
  }
}
