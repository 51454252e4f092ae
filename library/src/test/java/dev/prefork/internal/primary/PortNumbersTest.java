package dev.prefork.internal.primary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortNumbersTest {
  private static final int SLOTS = 4;

  /** The numbers of the workers that live, by slot. */
  private final Map<Integer, Integer> living = new HashMap<>();

  private int lastId;

  private int choose(int slot, Set<Integer> more) {
    Set<Integer> taken = new HashSet<>(living.values());
    taken.addAll(more);
    Map<String, String> environment = Map.of(PortNumbers.SLOT, Integer.toString(slot));
    return PortNumbers.choose(environment, ++lastId, taken, living.keySet());
  }

  private void start() {
    for (int slot = 1; slot <= SLOTS; slot++) {
      living.put(slot, choose(slot, Set.of()));
      assertThat(living).containsEntry(slot, slot);
    }
  }

  @Test
  void replacementsBesideTheirPredecessorsUseTwoNumbersForASlotHoweverMany() {
    start();
    for (int reload = 0; reload < 20; reload++) {
      for (int slot = 1; slot <= SLOTS; slot++) {
        int number = choose(slot, Set.of());
        assertThat(number).isBetween(1, 2 * SLOTS).isNotIn(living.values());
        living.put(slot, number);
      }
    }
  }

  @Test
  void aReplacementAfterItsPredecessorHasTheNumberOfItsSlot() {
    start();
    for (int death = 0; death < 20; death++) {
      living.remove(2);
      living.put(2, choose(2, Set.of()));
      assertThat(living).containsEntry(2, 2);
    }
  }

  @Test
  void oneThatTakesLongToEndKeepsItsNumber() {
    start();
    Set<Integer> leaving = Set.of(1, SLOTS + 1);
    living.put(1, choose(1, leaving));
    assertThat(living.get(1)).isEqualTo(SLOTS + 2);
  }

  @Test
  void aWorkerWithoutASlotHasItsIdAsInNode() {
    for (String slot : new String[] {"", "0", "-1", "one", "9999999999"}) {
      assertThat(PortNumbers.choose(Map.of(PortNumbers.SLOT, slot), 17, Set.of(1), Set.of(1)))
          .isEqualTo(17);
    }
    assertThat(PortNumbers.choose(Map.of(), 18, Set.of(1), Set.of(1))).isEqualTo(18);
  }
}
