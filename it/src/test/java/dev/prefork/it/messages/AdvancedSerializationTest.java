package dev.prefork.it.messages;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.messages.ObjectMessageCluster;
import org.junit.jupiter.api.Test;

/** Object graphs as messages, from the primary to a worker and back. */
class AdvancedSerializationTest {
  @Test
  void cyclesCollectionsNumbersRecordsAndExceptionsSurviveTheRoundTrip() {
    try (RunningCluster cluster = Start.program(ObjectMessageCluster.class).run()) {
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
    try (RunningCluster cluster = Start.program(ObjectMessageCluster.class).run()) {
      cluster.awaitLine("primary refused .*ObjectMessageCluster\\$Stranger.*allowInMessages.*");
    }
  }

  @Test
  void aClassThatIsNotAllowedIsRefusedByTheReceiverAndTheOtherMessagesCome() {
    try (RunningCluster cluster = Start.program(ObjectMessageCluster.class, "unequal").run()) {
      cluster.awaitLine("worker refused .*ObjectMessageCluster\\$Secret.*allowInMessages.*");
      cluster.awaitLine("primary got IllegalStateException true");
    }
  }
}
