package dev.prefork.it.messages;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.Graphs;
import org.junit.jupiter.api.Test;

/** Object graphs as messages, from the primary to a worker and back. */
class AdvancedSerializationTest {
  @Test
  void cyclesCollectionsNumbersRecordsAndExceptionsSurviveTheRoundTrip() {
    try (RunningCluster cluster = Start.program(Graphs.class).run()) {
      cluster.awaitLine("primary got HashMap true");
      cluster.awaitLine("primary got ListN true");
      cluster.awaitLine("primary got int\\[\\] true");
      cluster.awaitLine("primary got TreeSet true");
      cluster.awaitLine("primary got IllegalStateException true");
      cluster.awaitLine("primary got Secret true");
    }
  }

  @Test
  void aClassThatIsNotAllowedIsRefusedByTheSender() {
    try (RunningCluster cluster = Start.program(Graphs.class).run()) {
      cluster.awaitLine("primary refused .*Graphs\\$Stranger.*allowInMessages.*");
    }
  }

  @Test
  void aClassThatIsNotAllowedIsRefusedByTheReceiverAndTheOtherMessagesCome() {
    try (RunningCluster cluster = Start.program(Graphs.class, "unequal").run()) {
      cluster.awaitLine("worker refused .*Graphs\\$Secret.*allowInMessages.*");
      cluster.awaitLine("primary got IllegalStateException true");
    }
  }
}
