package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel chooses by the workers' weights. */
class KernelWeightTest {
  private static final int CLIENTS = 500;

  /**
   * By Bernstein's inequality, a fifth of 500 random choices is further from 100 than this in fewer
   * than one of 10^9 tests.
   */
  private static final int TOLERANCE = 70;

  private final Map<Integer, Fd> listeners = new HashMap<>();
  private Scene scene;
  private int port;

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    listeners.values().forEach(Fd::close);
    scene.close();
  }

  private void open(SchedulingPolicy policy, int workers) throws IOException {
    scene = new Scene(policy);
    for (int id = 1; id <= workers; id++) {
      join(id);
    }
  }

  /** A worker that has its socket. */
  private void join(int id) throws IOException {
    HandMadeWorker worker = scene.join(id, Scene.listen(0));
    port = worker.port();
    worker.say(FrameType.READY);
    scene.until(() -> worker.has(FrameType.LISTENER));
    listeners.put(id, worker.listener());
    scene.settle();
  }

  /** Connects a client and returns the worker that has got the connection. */
  private int next() throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      for (Map.Entry<Integer, Fd> listener : listeners.entrySet()) {
        Connection connection = scene.sockets.accept(listener.getValue());
        if (connection != null) {
          connection.close();
          return listener.getKey();
        }
      }
      throw new AssertionError("no worker got " + client);
    }
  }

  private int countOf(int worker) throws IOException {
    int count = 0;
    for (int i = 0; i < CLIENTS; i++) {
      count += next() == worker ? 1 : 0;
    }
    return count;
  }

  private static void assertAFifth(int count) {
    assertThat(count).isBetween(CLIENTS / 5 - TOLERANCE, CLIENTS / 5 + TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource(names = {"KERNEL", "KERNEL_CPU"})
  void aWorkerWithAQuarterGetsAFifthWithOneOther(SchedulingPolicy policy) throws IOException {
    open(policy, 2);
    scene.ports.weight(2, 0.25);
    assertAFifth(countOf(2));
  }

  @ParameterizedTest
  @EnumSource(names = {"KERNEL", "KERNEL_CPU"})
  void aWeightAppliesToASocketThatTheWorkerGetsLater(SchedulingPolicy policy) throws IOException {
    open(policy, 1);
    scene.ports.weight(2, 0.25);
    join(2);
    assertAFifth(countOf(2));
  }

  @Test
  void equalWeightsGiveEqualSharesAgain() throws IOException {
    open(SchedulingPolicy.KERNEL, 2);
    scene.ports.weight(2, 0.01);
    scene.ports.weight(2, 1);
    // half of 500 random choices: by the same inequality, rarer than one in 10^9
    assertThat(countOf(2)).isBetween(165, 335);
  }

  @Test
  void theOnlyWorkerGetsEverythingWhateverItsWeight() throws IOException {
    open(SchedulingPolicy.KERNEL, 2);
    scene.ports.weight(2, 0.01);
    scene.ports.suspend(1);
    assertThat(countOf(2)).isEqualTo(CLIENTS);
  }

  @Test
  void aChangeOfWeightsCostsNoConnection() throws IOException {
    open(SchedulingPolicy.KERNEL, 2);
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      scene.ports.weight(2, (1 + i % 100) / 100.0);
      clients.add(scene.client(port));
    }
    int pending = 0;
    for (Fd listener : listeners.values()) {
      pending += scene.sockets.pendingConnections(listener);
    }
    assertThat(pending).isEqualTo(clients.size());
  }
}
