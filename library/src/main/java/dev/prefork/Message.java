package dev.prefork;

import dev.prefork.ipc.Json;
import org.jspecify.annotations.Nullable;

/**
 * The other side sent a message. Node's {@code message}.
 *
 * @param worker in the primary: who sent it; in a worker: itself, the sender is the primary
 * @param body maps, lists, strings, numbers, booleans and null, as JSON has them
 */
public record Message(Worker worker, @Nullable Object body) implements ClusterEvent {
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
