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

/** Encodes and decodes messages, with the channels that are sent along. Both sides use it. */
final class MessageCodec {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  /** Handles that are closed when their message has been written. */
  private static final Set<SelectableChannel> MOVING =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

  private final String sender;
  private final Supplier<Serialization> serialization;
  private final Carrier carrier;
  private final RateLimitedLog drops = new RateLimitedLog();
  private final Consumer<IOException> onAbuse;

  /** Sends an encoded message. */
  @FunctionalInterface
  interface Carrier {
    CompletableFuture<Void> send(byte[] body, @Nullable Fd attached);
  }

  /**
   * Creates a codec.
   *
   * @param sender the other side, for logs
   * @param serialization supplies the format; not called before the first message
   * @param onAbuse called with a message that is costly to reject and that no codec writes
   */
  MessageCodec(
      String sender,
      Supplier<Serialization> serialization,
      Carrier carrier,
      Consumer<IOException> onAbuse) {
    this.sender = sender;
    this.serialization = serialization;
    this.carrier = carrier;
    this.onAbuse = onAbuse;
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
      return CompletableFuture.failedFuture(new IOException("cannot send " + handle + ": " + e, e));
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

  /**
   * Closes the handle when the message has been written. If it cannot be, the handle stays open.
   */
  private CompletableFuture<Void> move(byte[] body, SelectableChannel handle) throws IOException {
    if (Handles.closingShutsDown(handle)) {
      throw new IllegalArgumentException(
          "cannot send "
              + handle
              + ", which is registered with a selector: cancel its key and call select() once"
              + " before, or send it with SendOption.KEEP_OPEN");
    }
    Fd copy = Handles.duplicate(handle);
    if (!MOVING.add(handle)) {
      copy.close();
      throw new IOException("it is already being sent");
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
      LOG.log(Level.WARNING, "cannot close " + handle + " after sending it", e);
    }
    moved.complete(null);
  }

  /** Decodes a message and publishes it, or else a failure. Takes over the frame's descriptor. */
  void receive(Worker worker, Frame frame, Consumer<ClusterEvent> listeners) {
    try {
      Object body = decode(frame.body());
      listeners.accept(new Message(worker, body, handle(worker, frame, listeners)));
    } catch (MalformedMessageException e) {
      frame.discard();
      fail(worker, "message from " + sender + " discarded: " + e.getMessage(), e, listeners);
      if (e.isCostly()) {
        onAbuse.accept(e);
      }
    }
  }

  /** If the handle was lost, publishes that as a failure and lets the message pass without it. */
  private @Nullable SelectableChannel handle(
      Worker worker, Frame frame, Consumer<ClusterEvent> listeners) {
    Fd descriptor = frame.descriptor();
    try {
      if (frame.descriptorLost()) {
        throw new IOException("no free descriptor; raise the limit of open files (ulimit -n)");
      }
      return descriptor == null ? null : Handles.adopt(descriptor);
    } catch (IOException | IllegalStateException e) {
      String what = "handle from " + sender + " lost: " + e.getMessage();
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
