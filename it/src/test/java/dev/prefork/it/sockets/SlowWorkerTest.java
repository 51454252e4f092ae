package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A worker that accepts, but slowly: others take what it cannot, and nobody else waits for it. */
class SlowWorkerTest {
  private static final Duration PROMISE = Duration.ofSeconds(1);

  private final int port = Client.freePort();

  private RunningCluster cluster(String policy) {
    return Start.program(ScriptedCluster.class, "policy=" + policy)
        .argument("workers=2")
        .argument("port=" + port)
        .run()
        .ownListeners()
        .awaitListening(1, 2);
  }

  private static void slow(RunningCluster cluster, int worker, int millis) {
    cluster.tell("send " + worker + " pause " + millis);
    cluster.awaitLine("pauses " + worker);
  }

  /** By throws of a coin it is given 200, give or take ten, and it goes on accepting. */
  @Test
  void underKernelOthersTakeWhatWaitsForIt() {
    try (RunningCluster cluster = cluster("kernel")) {
      slow(cluster, 1, 5);
      List<Client> clients = Client.beginTimes(400, port);
      List<Answer> answers = clients.stream().map(Client::answer).toList();
      clients.forEach(Client::close);
      assertThat(answers).extracting(Answer::question).doesNotHaveDuplicates().hasSize(400);
      assertThat(answers).filteredOn(answer -> answer.worker() == 1).hasSizeBetween(1, 150);
    }
  }

  @Test
  void underStickyOtherWorkersClientsDoNotWaitForIt() {
    try (RunningCluster cluster = cluster("sticky")) {
      InetAddress its = clientOf(1);
      InetAddress others = clientOf(2);
      slow(cluster, 1, 20);
      List<Client> clients =
          IntStream.range(0, 400).mapToObj(_ -> Client.begin(port, its, "who")).toList();
      assertThat(Client.ask(port, others).took()).isLessThan(PROMISE);
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).contains(1, 2);
      clients.forEach(Client::close);
    }
  }

  private InetAddress clientOf(int worker) {
    return IntStream.rangeClosed(1, 24)
        .mapToObj(SlowWorkerTest::address)
        .filter(client -> Client.ask(port, client).worker() == worker)
        .findFirst()
        .orElseThrow();
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
