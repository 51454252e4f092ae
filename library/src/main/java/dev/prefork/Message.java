package dev.prefork;

import dev.prefork.internal.codec.json.Json;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * A message from the other side: in the primary from a worker, in a worker from the primary. Node's
 * {@code message}.
 *
 * @param worker in the primary, the sender; in a worker, the worker itself
 * @param body the value: maps, lists, strings, numbers, booleans and null, as in JSON; with {@link
 *     dev.prefork.model.Serialization#ADVANCED}, the object that was sent
 * @param handle the channel that was sent with the message, in blocking mode: a {@link
 *     java.nio.channels.SocketChannel}, {@link java.nio.channels.ServerSocketChannel} or {@link
 *     java.nio.channels.DatagramChannel}, which the listener must close. Null if none was sent, or
 *     if it did not arrive because the connection had ended or this process had no free descriptor
 */
public record Message(Worker worker, @Nullable Object body, @Nullable SelectableChannel handle)
    implements ClusterEvent {
  /**
   * Converts the body to a record, an enum, a number type, or any type that the body already has.
   *
   * @param type the class to convert to
   * @param <T> the type to convert to
   * @return the converted body
   * @throws IllegalArgumentException if the body does not fit the type; the message has the path of
   *     the value that does not fit
   */
  public <T> T as(Class<T> type) {
    return Json.convert(body, type);
  }
}
