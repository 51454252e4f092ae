package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who hears of what, in which order, and how the worker looks then. */
class EventsTest {
  private static final String ALIVE = "connected=true dead=false voluntary=false among=true ";

  private final int port = Client.freePort();

  private RunningCluster cluster(String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("states")
        .argument("port=" + port)
        .run();
  }

  private static List<String> witnessed(RunningCluster cluster) {
    return cluster.lines().stream().filter(line -> line.matches("(cluster|worker) .*")).toList();
  }

  @Test
  void everyProcessKnowsWhichSideItIs() {
    try (RunningCluster cluster = cluster("server=none")) {
      cluster.awaitLine("sides primary=true master=true worker=false null \\{\\}");
      cluster.awaitLine("sides primary=false master=false worker=true .*worker 1.*");
    }
  }

  @Test
  void eachIsToldOnceToTheWorkersListenersAndThenToTheClusters() {
    try (RunningCluster cluster = cluster("server=none", "stay")) {
      cluster.awaitLine("cluster Online .*");
      cluster.tell("send 1 listen " + port);
      cluster.awaitLine("cluster Listening .*");
      cluster.tell("send 1 say hello");
      cluster.awaitLine("cluster Message .*");
      assertThat(witnessed(cluster))
          .containsExactly(
              "cluster Setup",
              "cluster Setup",
              "cluster Fork 1 Starting " + ALIVE,
              "worker Online 1 Online " + ALIVE,
              "cluster Online 1 Online " + ALIVE,
              "worker Listening 1 Serving " + ALIVE + port,
              "cluster Listening 1 Serving " + ALIVE + port,
              "worker Message 1 Serving " + ALIVE + "hello",
              "cluster Message 1 Serving " + ALIVE + "hello");
    }
  }

  @Test
  void disconnectAndExitAreToldOnceEachWhateverTheirOrder() {
    try (RunningCluster cluster = cluster("stay").awaitListening(1)) {
      cluster.tell("kill 1 SIGKILL");
      cluster.awaitLine("cluster Disconnect 1 .*");
      cluster.awaitLine("cluster Exit 1 .*");
      cluster.tell("workers");
      cluster.awaitLine("workers \\[\\]");
      List<String> ends =
          witnessed(cluster).stream()
              .filter(line -> line.matches(".* (Disconnect|Exit) .*"))
              .toList();
      assertThat(ends).hasSize(4);
      assertToldTogether(ends.subList(0, 2));
      assertToldTogether(ends.subList(2, 4));
      assertThat(ends)
          .filteredOn(line -> line.contains(" Disconnect "))
          .allMatch(line -> line.matches(".*connected=false dead=\\w+ voluntary=false .*"));
      assertThat(ends)
          .filteredOn(line -> line.contains(" Exit "))
          .allMatch(
              line -> line.matches(".* Exited connected=\\w+ dead=true .* 137 \\(SIGKILL\\)"));
      assertThat(ends.getLast()).as("the later of the two").contains("among=false");
    }
  }

  private static void assertToldTogether(List<String> pair) {
    assertThat(pair.getFirst()).startsWith("worker ");
    String event = pair.getFirst().split(" ", -1)[1];
    assertThat(pair.getLast()).startsWith("cluster " + event);
  }
}
