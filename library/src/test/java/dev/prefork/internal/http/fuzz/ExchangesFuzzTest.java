package dev.prefork.internal.http.fuzz;

import static dev.prefork.model.StayReason.BUSY;
import static dev.prefork.model.StayReason.OFF;
import static dev.prefork.model.StayReason.QUIET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.prefork.internal.http.fuzz.Scenario.Step;
import dev.prefork.model.StayReason;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares with the parsers of two servers. They may be laxer, and may be elsewhere when the
 * connection stays, but each boundary is one for them too.
 *
 * <p>The seeds are fixed: a failure is the same on every machine. The property {@code prefork.fuzz}
 * is the number of connections.
 */
class ExchangesFuzzTest {
  private static final int ROUNDS = Integer.getInteger("prefork.fuzz", 10_000);
  private static final long SEED = 20261120;

  private final Map<StayReason, Integer> stays = new EnumMap<>(StayReason.class);
  private int boundaries;
  private int movableAfterMutation;
  private int mutated;

  @Test
  void whatIsABoundaryIsOneForEveryParser() {
    for (int round = 0; round < ROUNDS; round++) {
      play(SEED + round);
    }
    assertThat(stays.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(QUIET, BUSY, OFF)));
    assertThat(boundaries).isGreaterThan(ROUNDS);
    assertThat(movableAfterMutation).isGreaterThan(mutated / 20);
    assertThat(mutated).isBetween(ROUNDS / 2, ROUNDS * 2 / 3);
  }

  private void play(long seed) {
    // Seeds that are close to each other would give sequences that begin alike.
    var random = new Random(seed * 0x9E3779B97F4A7C15L);
    var scenario = new Generator(random).next();
    if (random.nextInt(10) < 6) {
      playMutated(seed, new Mutator(random).mutate(scenario).steps(), random);
    } else {
      playValid(seed, scenario, random);
    }
  }

  private void playValid(long seed, Scenario scenario, Random random) {
    var exchanges = play(seed, new Pieces(random).of(scenario.steps())).exchanges;
    Supplier<String> name = () -> "seed %d%n%s".formatted(seed, scenario);
    assertThat(exchanges.count()).as(name).isEqualTo(scenario.exchanges());
    assertThat(exchanges.isBoundary()).as(name).isEqualTo(!scenario.closes());
  }

  private void playMutated(long seed, List<Step> steps, Random random) {
    var pieces = new Pieces(random).of(steps);
    if (random.nextInt(8) == 0) {
      new Pieces(random).interleave(pieces);
    }
    mutated++;
    movableAfterMutation += play(seed, pieces).exchanges.isBoundary() ? 1 : 0;
  }

  private Relay play(long seed, List<Step> pieces) {
    var relay = new Relay();
    var objections = relay.play(pieces);
    if (!objections.isEmpty()) {
      var lines = pieces.stream().map(Step::toString).collect(Collectors.joining("\n"));
      fail("seed %d, %s%n%s".formatted(seed, objections, lines));
    }
    boundaries += relay.boundaries();
    if (relay.exchanges.stays() != null) {
      stays.merge(relay.exchanges.stays(), 1, Integer::sum);
    }
    return relay;
  }
}
