package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ContainerCluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A primary that is process 1 of a container: what an init does is its business. */
class FirstProcessTest {
  private static final List<String> CONTAINER =
      List.of("unshare", "--fork", "--pid", "--mount-proc", "--kill-child");

  private static void assumeContainers() throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(CONTAINER);
    words.add("true");
    Process trial = new ProcessBuilder(words).redirectErrorStream(true).start();
    assumeTrue(trial.waitFor() == 0, "unshare may not make a namespace of processes here");
  }

  @Test
  void itCollectsOrphansKeepsTheExitCodesOfWorkersAndEndsBySigterm()
      throws IOException, InterruptedException {
    assumeContainers();
    try (RunningCluster container =
        Start.program(ContainerCluster.class, Integer.toString(Client.freePort()))
            .behind(CONTAINER.toArray(String[]::new))
            .run()) {
      container.awaitLine("primary is process 1");
      container.awaitLine("the orphan is gone");
      container.awaitLine("ended with 7");
      container.awaitLine("serves");
      ProcessHandle primary =
          ProcessHandle.of(container.pid()).orElseThrow().children().findFirst().orElseThrow();
      Proc.signal(primary.pid(), "TERM");
      assertThat(container.awaitExit()).isEqualTo(143);
    }
  }
}
