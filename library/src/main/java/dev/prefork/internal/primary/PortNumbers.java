package dev.prefork.internal.primary;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The number that a worker's debug and JMX ports are counted up by. A worker without a slot has its
 * id, as in Node. One with a slot has the slot's number, or, while its predecessor has that, the
 * next free one beyond all slots: so as many numbers are used as workers ever live at once, however
 * often they are replaced.
 */
public final class PortNumbers {
  /** In the environment that a worker is forked with: its slot. */
  public static final String SLOT = "PREFORK_SLOT";

  private PortNumbers() {}

  /**
   * Chooses.
   *
   * @param environment what the worker is forked with
   * @param id the worker's
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

  /** The slot in an environment; null if there is none. */
  static @Nullable Integer slot(Map<String, String> environment) {
    String value = environment.get(SLOT);
    return value != null && value.matches("[1-9][0-9]{0,8}") ? Integer.valueOf(value) : null;
  }
}
