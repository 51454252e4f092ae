package dev.prefork.internal.dispatch;

import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What tests of a policy begin with: two workers, each with its twin, that share a port. */
abstract class TwoWorkers {
  private final SchedulingPolicy policy;
  Scene scene;
  HandMadeWorker first;
  HandMadeWorker second;
  int port;

  TwoWorkers(SchedulingPolicy policy) {
    this.policy = policy;
  }

  @BeforeEach
  void open() throws IOException {
    scene = new Scene(policy);
    first = scene.join(1, Scene.listen(0));
    port = first.port();
    first.sendTwin();
    second = scene.join(2);
    second.sendTwin();
    scene.settle();
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    scene.close();
  }
}
