package dev.prefork.it.policies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code STICKY}: who comes from the same address is served by the same worker. */
class StickyTest {
  private static final Duration PROMISE = Duration.ofSeconds(1);
  private static final List<InetAddress> CLIENTS =
      IntStream.rangeClosed(1, 24).mapToObj(StickyTest::address).toList();

  private final int port = Client.freePort();

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private RunningCluster cluster(int workers) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, "policy=sticky", "port=" + port)
            .argument("workers=" + workers)
            .run();
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitListening(worker);
    }
    return cluster;
  }

  private int workerOf(InetAddress client) {
    return Client.ask(port, client).worker();
  }

  private Map<InetAddress, Integer> workers() {
    Map<InetAddress, Integer> workers = new LinkedHashMap<>();
    CLIENTS.forEach(client -> workers.put(client, workerOf(client)));
    return workers;
  }

  private static List<InetAddress> clientsOf(int worker, Map<InetAddress, Integer> workers) {
    return CLIENTS.stream().filter(client -> workers.get(client) == worker).toList();
  }

  @Test
  void anAddressHasTheSameWorkerEachTimeAndEachWorkerHasSome() {
    try (RunningCluster _ = cluster(3)) {
      Map<InetAddress, Integer> first = workers();
      assertThat(workers()).isEqualTo(first);
      assertThat(workers()).isEqualTo(first);
      assertThat(first.values()).contains(1, 2, 3);
    }
  }

  @Test
  void onlyTheClientsOfAKilledWorkerMoveAndItsReplacementInheritsThem() {
    try (RunningCluster cluster = cluster(3)) {
      Map<InetAddress, Integer> before = workers();
      Proc.signal(cluster.pid(2), "KILL");
      cluster.awaitLine("exit 2 .* 137 .*");
      workers()
          .forEach(
              (client, worker) -> {
                if (before.get(client) == 2) {
                  assertThat(worker).isIn(1, 3);
                } else {
                  assertThat(worker).isEqualTo(before.get(client));
                }
              });
      cluster.tell("fork");
      cluster.awaitListening(4);
      before.replaceAll((_, worker) -> worker == 2 ? 4 : worker);
      assertThat(workers()).isEqualTo(before);
    }
  }

  @Test
  void whatWaitsForAKilledWorkerIsServedByAnother() {
    try (RunningCluster cluster = cluster(2)) {
      List<InetAddress> moving = clientsOf(1, workers());
      Proc.stop(cluster.pid(1));
      Proc.stop(cluster.pid(2)); // so that nobody has it before the kill
      List<Client> clients = begin(moving);
      Await.untilEqual("accepted connections", clients.size(), () -> Proc.accepted(port));
      Proc.signal(cluster.pid(1), "KILL");
      cluster.awaitLine("exit 1 .* 137 .*");
      Proc.signal(cluster.pid(2), "CONT");
      assertThat(clients).extracting(Client::answer).extracting(Answer::worker).containsOnly(2);
      clients.forEach(Client::close);
    }
  }

  private List<Client> begin(List<InetAddress> from) {
    return Stream.concat(from.stream(), from.stream())
        .map(client -> Client.begin(port, client, "who"))
        .toList();
  }

  @Test
  void theClientsOfAStoppedWorkerHaveAnotherWithinASecondAndComeBackWhenItGoesOn() {
    try (RunningCluster cluster = cluster(2)) {
      Map<InetAddress, Integer> before = workers();
      Proc.stop(cluster.pid(1));
      List<Client> clients = begin(clientsOf(1, before));
      for (Client client : clients) {
        Answer answer = client.answer();
        assertThat(answer.worker()).isEqualTo(2);
        assertThat(answer.took()).isLessThan(PROMISE);
        client.close();
      }
      assertThat(workers().values()).containsOnly(2);
      Proc.signal(cluster.pid(1), "CONT");
      InetAddress any = clientsOf(1, before).getFirst();
      Await.until("worker 1 serves again", () -> workerOf(any) == 1);
      assertThat(workers()).isEqualTo(before);
    }
  }
}
