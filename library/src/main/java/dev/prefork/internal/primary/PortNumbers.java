package dev.prefork.internal.primary;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the number that is added to a worker's debug and JMX ports. A worker without a slot uses
 * its id, as in Node. A worker with a slot uses the slot's number or, while its predecessor still
 * uses that, the next free number above all slots. This way, replacements reuse numbers instead of
 * counting up.
 */
public final class PortNumbers {
  /** The environment variable with the worker's slot. */
  public static final String SLOT = "PREFORK_SLOT";

  private PortNumbers() {}

  /**
   * Chooses a number.
   *
   * @param environment the variables of the fork
   * @param id the worker's id
   * @param taken the numbers of the workers that have not ended
   * @param slots the slots of the workers that have not ended
   */
  static int choose(
      Map<String, String> environment, int id, Set<Integer> taken, Set<Integer> slots) {
    Integer slot = slot(environment);
    if (slot == null) {
      return id;
    }
    if (!taken.contains(slot)) {
      return slot;
    }
    int number = slots.stream().reduce(slot, Math::max) + 1;
    while (taken.contains(number)) {
      number++;
    }
    return number;
  }

  /** {@return the slot in the environment, or null} */
  static @Nullable Integer slot(Map<String, String> environment) {
    String value = environment.get(SLOT);
    return value != null && value.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(value) : null;
  }
}
