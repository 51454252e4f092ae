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
 * A frame in an {@link Outbox}: its pieces, its descriptor (owned until it is sent), the number of
 * bytes written, and the future of its sender.
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

  /** Copies the unwritten bytes, as far as there is room. */
  void copyTo(ByteBuffer staging) {
    int skipped = written;
    for (byte[] piece : pieces) {
      int from = Math.min(skipped, piece.length);
      staging.put(piece, from, Math.min(piece.length - from, staging.remaining()));
      skipped -= from;
    }
  }

  /**
   * Counts written bytes.
   *
   * @return how many of them belong to later frames
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

  /** Completes the futures of written frames on another thread. */
  static void complete(List<PendingFrame> written) {
    if (!written.isEmpty()) {
      Completions.run(() -> written.forEach(frame -> frame.sent.complete(null)));
    }
  }

  /**
   * Completes the futures of written frames. Those without dependents complete on this thread,
   * because a switch to another thread takes longer than a write.
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

  /** Fails the futures of frames that will not be written. */
  static void fail(List<PendingFrame> unsent, IOException reason) {
    if (!unsent.isEmpty()) {
      unsent.forEach(PendingFrame::closeAttached);
      Completions.run(() -> unsent.forEach(frame -> frame.sent.completeExceptionally(reason)));
    }
  }
}
