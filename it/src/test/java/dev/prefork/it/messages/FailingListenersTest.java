package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.messages.FailingListeners;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What becomes of an exception of a listener, and of a listener that nothing is published to. */
class FailingListenersTest {
  private static final List<String> HANDLED =
      List.of(
          "primary handles Online bang",
          "primary handles Message bang",
          "primary handles Exit bang",
          "worker handles Message bang",
          "worker handles Disconnect bang");

  @Test
  void whatAListenerThrowsGoesToTheHandlerOnEitherSideAndStopsNobodyElse() {
    try (RunningCluster cluster = Start.program(FailingListeners.class).run()) {
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("exit")).hasSize(1);
      assertThat(handled(cluster)).containsExactlyInAnyOrderElementsOf(HANDLED);
      assertThat(cluster.lines()).noneMatch(line -> line.contains("listener for "));
    }
  }

  @Test
  void aHandlerThatThrowsIsLoggedWithWhatItWasToHandleAndStopsNothing() {
    try (RunningCluster cluster = Start.program(FailingListeners.class, "throwing").run()) {
      assertThat(cluster.awaitExit()).isZero();
      assertThat(handled(cluster)).containsExactlyInAnyOrderElementsOf(HANDLED);
      assertThat(cluster.lines("java.lang.IllegalArgumentException: handler primary")).hasSize(3);
      assertThat(cluster.lines("java.lang.IllegalArgumentException: handler worker")).hasSize(2);
      assertThat(cluster.lines())
          .filteredOn(line -> line.contains("Suppressed: java.lang.IllegalStateException: bang"))
          .hasSize(HANDLED.size());
    }
  }

  private static List<String> handled(RunningCluster cluster) {
    return cluster.lines().stream().filter(line -> line.contains(" handles ")).toList();
  }

  @Test
  void aListenerThatWouldNeverBeCalledIsRefused() {
    try (RunningCluster cluster = Start.program(FailingListeners.class, "refused").run()) {
      assertThat(cluster.awaitExit()).isZero();
      assertThat(refused(cluster, "primary")).containsExactly("Drop");
      assertThat(refused(cluster, "forked")).containsExactlyInAnyOrder("Setup", "Drop");
      assertThat(refused(cluster, "worker"))
          .containsExactlyInAnyOrder("Setup", "Fork", "Online", "Listening", "Ready", "Exit");
      assertThat(cluster.lines("worker refuses Exit"))
          .allMatch(line -> line.contains("worker 1 itself") && line.contains("Cluster.on"));
      for (String who : List.of("primary", "forked", "worker")) {
        cluster.awaitLine(who + " is done");
      }
    }
  }

  private static Set<String> refused(RunningCluster cluster, String who) {
    return cluster.lines(who + " refuses ").stream()
        .map(line -> line.split("[ :]", 4)[2])
        .collect(Collectors.toSet());
  }
}
