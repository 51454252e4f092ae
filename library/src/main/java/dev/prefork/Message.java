package dev.prefork;

import dev.prefork.internal.codec.json.Json;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * The other side sent a message. Node's {@code message}.
 *
 * @param worker in the primary: who sent it; in a worker: itself, the sender is the primary
 * @param body maps, lists, strings, numbers, booleans and null, as JSON has them
 * @param handle the channel that was sent with it, in blocking mode: a {@link
 *     java.nio.channels.SocketChannel}, {@link java.nio.channels.ServerSocketChannel} or {@link
 *     java.nio.channels.DatagramChannel}, the listener's to use and to close. Null if none was
 *     sent, or if it did not arrive because its connection had ended or no descriptor was left
 */
public record Message(Worker worker, @Nullable Object body, @Nullable SelectableChannel handle)
    implements ClusterEvent {
  /**
   * The body as a value of another type: a record, an enum, a number type, or what the body has
   * already.
   *
   * @param type what is wanted
   * @param <T> what is wanted
   * @return the body, converted
   * @throws IllegalArgumentException if it does not fit, with the path of what does not
   */
  public <T> T as(Class<T> type) {
    return Json.convert(body, type);
  }
}
