package dev.prefork.internal.dispatch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Ended;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker's weight is its share of the connections, under each policy that hands them over. */
class WeightTest {
  private final Map<Integer, Integer> taken = new HashMap<>();

  /** The connections of the first worker that do not end. */
  private int held;

  private Scene scene;
  private int port;

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }

  private void open(SchedulingPolicy policy, int workers) throws IOException {
    scene = new Scene(policy);
    port = scene.join(1, Scene.listen(0)).port();
    for (int id = 2; id <= workers; id++) {
      scene.join(id);
    }
    scene.settle();
  }

  /** The workers that get the next connections, each of which is taken at once. */
  private List<Integer> next(int count) throws IOException {
    List<Integer> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      workers.add(take(scene.client(port)).id);
    }
    return workers;
  }

  private HandMadeWorker take(Socket client) throws IOException {
    scene.until(() -> owner() != null);
    HandMadeWorker owner = requireNonNull(owner());
    owner.take(client);
    taken.merge(owner.id, 1, Integer::sum);
    scene.settle();
    return owner;
  }

  private @Nullable HandMadeWorker owner() {
    return scene.workers.stream()
        .filter(HandMadeWorker::isOpen)
        .filter(worker -> worker.has(FrameType.CONNECTION))
        .findFirst()
        .orElse(null);
  }

  /** The same, with connections that end at once. */
  private List<Integer> nextThatEnd(int count) throws IOException {
    List<Integer> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      HandMadeWorker owner = take(scene.client(port));
      owner.say(new Ended(taken.get(owner.id) - (owner.id == 1 ? held : 0)).encode());
      scene.settle();
      workers.add(owner.id);
    }
    return workers;
  }

  @Test
  void underRoundRobinAWorkerWithAQuarterGetsOneConnectionToFourOfTheOther() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 2);
    scene.ports.weight(2, 0.25);
    assertThat(next(10)).containsExactly(1, 1, 1, 1, 2, 1, 1, 1, 1, 2);
  }

  @Test
  void underRoundRobinTheOthersRotateStrictly() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 3);
    scene.ports.weight(2, 0.5);
    assertThat(next(10)).containsExactly(1, 3, 1, 3, 2, 1, 3, 1, 3, 2);
  }

  @Test
  void underRoundRobinWorkersWithTheSameWeightRotateStrictly() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 3);
    for (int worker = 1; worker <= 3; worker++) {
      scene.ports.weight(worker, 0.1);
    }
    assertThat(next(6)).containsExactly(1, 2, 3, 1, 2, 3);
  }

  @Test
  void underRoundRobinWeightsBelowOneCompare() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 2);
    scene.ports.weight(1, 0.01);
    scene.ports.weight(2, 0.03);
    assertThat(Collections.frequency(next(12), 2)).isEqualTo(9);
  }

  @Test
  void underRoundRobinAWorkerWithAnyWeightGetsWhatTheOtherHasNoRoomFor() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 2);
    scene.ports.weight(2, Double.MIN_VALUE);
    Socket one = scene.client(port);
    Socket two = scene.client(port);
    scene.until(() -> scene.workers.getLast().has(FrameType.CONNECTION));
    scene.workers.getFirst().take(one);
    scene.workers.getLast().take(two);
  }

  @Test
  void underRoundRobinARaisedWeightRestoresTheRotation() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 2);
    scene.ports.weight(2, 0.25);
    next(5);
    scene.ports.weight(2, 1);
    assertThat(next(4)).containsExactly(1, 2, 1, 2);
  }

  @Test
  void underLeastConnectionsAWorkerWithAQuarterHasAQuarterAsManyOpen() throws IOException {
    open(SchedulingPolicy.LEAST_CONNECTIONS, 2);
    scene.ports.weight(2, 0.25);
    assertThat(Collections.frequency(next(20), 2)).isEqualTo(4);
    scene.ports.weight(2, 1);
    assertThat(next(12)).containsOnly(2);
  }

  @Test
  void underLeastConnectionsIdleWorkersShareByWeight() throws IOException {
    open(SchedulingPolicy.LEAST_CONNECTIONS, 2);
    scene.ports.weight(2, 0.25);
    assertThat(nextThatEnd(10)).containsExactly(1, 1, 1, 1, 2, 1, 1, 1, 1, 2);
  }

  @Test
  void underLeastConnectionsAnIdleWorkerGetsItsShareWhileTheOtherHasAFew() throws IOException {
    open(SchedulingPolicy.LEAST_CONNECTIONS, 2);
    scene.ports.weight(2, 0.25);
    assertThat(next(1)).containsExactly(1);
    held = 1;
    assertThat(nextThatEnd(9)).containsExactly(1, 1, 1, 2, 1, 1, 1, 1, 2);
  }

  @Test
  void underStickyEachClientChangesWorkersOnceAtMostWhileAWeightRises() throws IOException {
    open(SchedulingPolicy.STICKY, 2);
    List<Integer> before = List.of();
    for (double weight : new double[] {0.05, 0.3, 0.7, 1}) {
      scene.ports.weight(2, weight);
      List<Integer> after = workersOfClients();
      for (int i = 0; i < before.size(); i++) {
        assertThat(after.get(i)).isIn(before.get(i), 2);
      }
      before = after;
    }
    assertThat(before).contains(1, 2);
  }

  private List<Integer> workersOfClients() throws IOException {
    List<Integer> workers = new ArrayList<>();
    for (int last = 1; last <= 20; last++) {
      InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) last});
      workers.add(take(scene.client(port, from)).id);
    }
    return workers;
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "STICKY", "LEAST_CONNECTIONS"})
  void theOnlyWorkerGetsEverythingWhateverItsWeight(SchedulingPolicy policy) throws IOException {
    open(policy, 2);
    scene.ports.weight(2, 0.01);
    scene.ports.suspend(1);
    assertThat(next(5)).containsOnly(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"ROUND_ROBIN", "LEAST_CONNECTIONS"})
  void aWeightAppliesToAPortThatTheWorkerOpensLater(SchedulingPolicy policy) throws IOException {
    open(policy, 1);
    scene.ports.weight(2, 0.2);
    scene.join(2);
    assertThat(Collections.frequency(next(12), 2)).isEqualTo(2);
  }

  @Test
  void aWorkerThatHasGoneHasNoWeight() throws IOException {
    open(SchedulingPolicy.ROUND_ROBIN, 3);
    scene.ports.weight(3, 0.1);
    scene.ports.remove(3, false);
    assertThat(scene.ports.weight(3)).isEqualTo(1);
    assertThat(next(4)).containsExactly(1, 2, 1, 2);
  }
}
