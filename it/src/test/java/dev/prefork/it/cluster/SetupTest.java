package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings are changed one by one, and each change is told. */
class SetupTest {
  private static final String OPEN = "exec=null args=null silent=false cwd=null";

  private static RunningCluster cluster() {
    return Start.program(SettingsCluster.class, "of", "primary").run();
  }

  @Test
  void everySetupIsToldWithItsSettings() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("settings");
      cluster.awaitLine("settings " + OPEN);
      cluster.tell("set exec a.Program");
      cluster.tell("set exec b.Program");
      cluster.tell("set nothing");
      cluster.tell("set exec c.Program");
      cluster.tell("set args x");
      cluster.awaitLine("setup .* args=\\[x\\] .*");
      assertThat(cluster.lines("setup "))
          .extracting(line -> line.split(" ", -1)[1])
          .containsExactly(
              "exec=a.Program",
              "exec=b.Program",
              "exec=b.Program",
              "exec=c.Program",
              "exec=c.Program");
    }
  }

  @Test
  void eachSetupKeepsWhatItDoesNotChange() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set nothing");
      cluster.awaitLine("setup " + OPEN);
      cluster.tell("set cwd /");
      cluster.awaitLine("setup exec=null args=null silent=false cwd=/");
      cluster.tell("set args social=true");
      cluster.awaitLine("setup exec=null args=\\[social=true\\] silent=false cwd=/");
      cluster.tell("set exec overridden");
      cluster.awaitLine("setup exec=overridden args=\\[social=true\\] silent=false cwd=/");
      cluster.tell("set nothing");
      cluster.awaitLine("setup exec=overridden args=\\[social=true\\] silent=false cwd=/");
      cluster.tell("settings");
      cluster.awaitLine("settings exec=overridden args=\\[social=true\\] silent=false cwd=/");
    }
  }

  @Test
  void everyWorkerGetsTheArgumentsThatWereSet() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set silent true");
      cluster.tell("set args custom argument");
      cluster.awaitLine("setup exec=null args=\\[custom, argument\\] silent=true cwd=null");
      for (int worker = 1; worker <= 2; worker++) {
        cluster.tell("fork");
        cluster.awaitLine("setup exec=null args=\\[custom, argument\\] silent=true cwd=null");
        cluster.awaitLine("stdout " + worker + " arguments " + worker + " \\[custom, argument\\]");
      }
    }
  }

  @Test
  void aForkWithSettingsOfItsOwnLeavesThoseOfTheClusterAlone() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set silent true");
      cluster.tell("fork-with its own");
      cluster.awaitLine("setup exec=null args=\\[its, own\\] silent=true cwd=null");
      cluster.awaitLine("stdout 1 arguments 1 \\[its, own\\]");
      cluster.tell("settings");
      cluster.awaitLine("settings exec=null args=null silent=true cwd=null");
      assertThat(cluster.lines("setup ")).as("one for each call").hasSize(2);
    }
  }

  @Test
  void aForkCannotChangeWhatTheFirstForkHasFixed() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set silent true");
      cluster.tell("fork");
      cluster.awaitLine("fork 1 .*");
      cluster.tell("fork-policy NONE");
      cluster.awaitLine("refused .*java.lang.IllegalStateException: .*schedulingPolicy.*");
      assertThat(cluster.lines("setup ")).as("what is refused is not published").hasSize(2);
    }
  }

  @Test
  void withoutArgumentsItGetsThoseOfThePrimary() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set stdio ignore inherit inherit");
      cluster.tell("fork");
      cluster.awaitLine("arguments 1 \\[of, primary\\]");
    }
  }

  @Test
  void aPolicyThatIsNoneIsOneClearErrorEachTime() {
    String error = ".*PREFORK_SCHED_POLICY 'fair'.*rr, none.*";
    try (RunningCluster cluster =
        Start.program(SettingsCluster.class).variable("PREFORK_SCHED_POLICY", "fair").run()) {
      for (String order : List.of("settings", "fork", "set cwd /", "fork")) {
        cluster.tell(order);
        cluster.awaitLine("refused .*java.lang.IllegalArgumentException: " + error);
      }
    }
  }

  @Test
  void thePolicyIsFixedAtTheFirstForkWithTheValueThatItHasThen() {
    try (RunningCluster cluster = cluster()) {
      cluster.tell("set stdio ignore inherit inherit");
      cluster.tell("policy");
      cluster.awaitLine("policy ROUND_ROBIN");
      cluster.tell("set schedulingPolicy NONE");
      cluster.tell("fork");
      cluster.awaitLine("message 1");
      cluster.tell("set schedulingPolicy ROUND_ROBIN");
      cluster.awaitLine("refused .*java.lang.IllegalStateException: .*schedulingPolicy.*");
      cluster.tell("policy");
      cluster.awaitLine("policy NONE");
      cluster.tell("set schedulingPolicy NONE");
      cluster.tell("set cwd /");
      cluster.awaitLine("setup .* cwd=/");
    }
  }
}
