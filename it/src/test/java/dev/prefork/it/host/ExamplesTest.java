package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The examples do what the README says of them. Their port is 8000. */
class ExamplesTest {
  private static final int PORT = 8000;
  private static final Path EXAMPLES = Path.of(System.getProperty("prefork.examples"));

  @BeforeEach
  void portIsFree() {
    assumeFalse(Proc.listens(PORT), "port 8000, which the examples use, is taken");
  }

  private static String example(String name) {
    return EXAMPLES.resolve(name).toString();
  }

  @Test
  void aServerThatKnowsNothingOfTheClusterRunsInIt() {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=3", "exec=" + example("HelloServer.java"))
            .run()
            .awaitListening(1, 2, 3)) {
      List<String> expected =
          IntStream.of(1, 2, 3).mapToObj(id -> "hello from " + cluster.pid(id)).toList();
      List<String> heard = IntStream.range(0, 3).mapToObj(_ -> Client.getText(PORT)).toList();
      assertThat(heard).containsExactlyElementsOf(expected);

      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("exit 2 .*");
      assertThat(IntStream.range(0, 4).mapToObj(_ -> Client.getText(PORT)))
          .containsOnly(expected.get(0), expected.get(2));
    }
  }

  @Test
  void theClusterRunsAsWrittenSurvivesAKilledWorkerAndEndsWithCtrlC() {
    try (RunningCluster cluster =
        Start.java("-cp", Start.PREFORK.toString(), example("HelloCluster.java"))
            .option("-XX:ActiveProcessorCount=2")
            .behind("setsid", "env", "--default-signal=INT")
            .run()) {
      cluster.awaitLine("Primary " + cluster.pid() + " is running");
      List<Long> workers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        workers.add(Long.valueOf(cluster.awaitLine("Worker (\\d+) started").group(1)));
      }
      assertThat(Client.getText(PORT)).isEqualTo("hello world");

      Proc.signal(workers.getFirst(), "KILL");
      cluster.awaitLine("worker " + workers.getFirst() + " died \\(137 \\(SIGKILL\\)\\)");
      for (int i = 0; i < 4; i++) {
        assertThat(Client.getText(PORT)).isEqualTo("hello world");
      }

      Proc.signal(-cluster.pid(), "INT"); // as a terminal does: to everybody in the foreground
      assertThat(cluster.awaitExit()).isEqualTo(130);
      cluster.awaitNothingLeft(Await.PATIENCE);
    }
  }

  @Test
  void jobsAreDoneByTheWorkersAndThePrimaryEndsWithTheLast() {
    try (RunningCluster cluster =
        Start.java("-cp", Start.PREFORK.toString(), example("Jobs.java")).run()) {
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines())
          .containsExactlyInAnyOrder(
              "Result[number=1000003, prime=true]",
              "Result[number=1000005, prime=false]",
              "Result[number=1000007, prime=false]",
              "Result[number=7, prime=true]");
    }
  }
}
