package dev.prefork;

import dev.prefork.internal.codec.MalformedMessageException;
import dev.prefork.internal.codec.json.Json;
import dev.prefork.internal.codec.object.ObjectCodec;
import dev.prefork.internal.concurrent.RateLimitedLog;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.nio.Handles;
import dev.prefork.internal.sys.Fd;
import dev.prefork.model.Serialization;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SelectableChannel;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writing and reading messages: the same on both sides. */
final class MessageCodec {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Handles that are not the sender's any more once their message is written. */
  private static final Set<SelectableChannel> MOVING =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final String sender;
  private final Supplier<Serialization> serialization;
  private final Carrier carrier;
  private final RateLimitedLog drops = new RateLimitedLog();
  private final Consumer<IOException> abuse;

  /** Takes what was written. */
  @FunctionalInterface
  interface Carrier {
    CompletableFuture<Void> send(byte[] body, @Nullable Fd attached);
  }

  /**
   * Writes and reads.
   *
   * @param sender whose messages are read, for logs
   * @param abuse told of a message that no sender of ours writes
   * @param serialization asked for with the first message
   */
  MessageCodec(
      String sender,
      Supplier<Serialization> serialization,
      Carrier carrier,
      Consumer<IOException> abuse) {
    this.sender = sender;
    this.serialization = serialization;
    this.carrier = carrier;
    this.abuse = abuse;
  }

  CompletableFuture<Void> send(@Nullable Object message) {
    return carrier.send(encode(message), null);
  }

  CompletableFuture<Void> send(
      @Nullable Object message, SelectableChannel handle, SendOption... options) {
    byte[] body = encode(message);
    try {
      return Arrays.asList(options).contains(SendOption.KEEP_OPEN)
          ? carrier.send(body, Handles.duplicate(handle))
          : move(body, handle);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(new IOException(handle + " cannot be sent: " + e, e));
    }
  }

  private byte[] encode(@Nullable Object message) {
    return switch (serialization.get()) {
      case JSON -> Json.encode(message);
      case ADVANCED -> ObjectCodec.encode(message);
    };
  }

  private @Nullable Object decode(byte[] body) throws MalformedMessageException {
    return switch (serialization.get()) {
      case JSON -> Json.decode(body);
      case ADVANCED -> ObjectCodec.decode(body);
    };
  }

  /** The channel is closed here when the message is written; if it cannot be, nothing happens. */
  private CompletableFuture<Void> move(byte[] body, SelectableChannel handle) throws IOException {
    if (Handles.closingShutsDown(handle)) {
      throw new IllegalArgumentException(
          handle
              + " is registered with a selector: cancel its key and let the selector select once"
              + " before you send it, or send it with KEEP_OPEN");
    }
    Fd copy = Handles.duplicate(handle);
    if (!MOVING.add(handle)) {
      copy.close();
      throw new IOException("it is on its way already");
    }
    CompletableFuture<Void> moved = new CompletableFuture<>();
    CompletableFuture<Void> _ =
        carrier.send(body, copy).whenComplete((_, failure) -> settle(handle, failure, moved));
    return moved;
  }

  private static void settle(
      SelectableChannel handle, @Nullable Throwable failure, CompletableFuture<Void> moved) {
    MOVING.remove(handle);
    if (failure != null) {
      moved.completeExceptionally(failure);
      return;
    }
    try {
      handle.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "closing " + handle + ", which was sent, failed", e);
    }
    moved.complete(null);
  }

  /** Reads a message, and tells it, or what is wrong with it. The frame's descriptor is used up. */
  void open(Worker worker, Frame frame, Consumer<ClusterEvent> listeners) {
    try {
      Object body = decode(frame.body());
      listeners.accept(new Message(worker, body, handle(worker, frame, listeners)));
    } catch (MalformedMessageException e) {
      frame.discard();
      fail(worker, "a message of " + sender + " is dropped: " + e.getMessage(), e, listeners);
      if (e.isCostly()) {
        abuse.accept(e);
      }
    }
  }

  /** A handle may be missing although one was sent: that is told, and the message comes. */
  private @Nullable SelectableChannel handle(
      Worker worker, Frame frame, Consumer<ClusterEvent> listeners) {
    Fd descriptor = frame.descriptor();
    try {
      if (frame.descriptorLost()) {
        throw new IOException("no descriptor is left; raise the limit of open files (ulimit -n)");
      }
      return descriptor == null ? null : Handles.adopt(descriptor);
    } catch (IOException | IllegalStateException e) {
      String what = "a handle of " + sender + " is lost: " + e.getMessage();
      fail(worker, what, new IOException(what, e), listeners);
      return null;
    }
  }

  private void fail(
      Worker worker, String what, IOException reason, Consumer<ClusterEvent> listeners) {
    drops.warn(what);
    listeners.accept(new Failure(worker, reason));
  }
}
