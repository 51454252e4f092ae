package dev.prefork.internal.supervisor;

import dev.prefork.Worker;
import dev.prefork.internal.supervisor.warmup.WarmUp;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Sends the warm-up requests to workers that are ready otherwise. Confined to the supervisor's
 * thread, apart from the threads that send.
 */
final class WarmUps {
  private final long timeout;
  private final Consumer<SupervisorCommand> commands;

  /**
   * Creates the warm-ups.
   *
   * @param timeout the time within which a worker must be ready
   */
  WarmUps(Duration timeout, Consumer<SupervisorCommand> commands) {
    this.timeout = timeout.toMillis();
    this.commands = commands;
  }

  /** Begins to send the requests to a worker. */
  void begin(SupervisedWorker supervised, long now) {
    supervised.warmUp().begin();
    show(supervised, 0);
    Worker worker = supervised.worker();
    WarmUpRequests requests = limited(supervised.warmUp().requests(), now - supervised.since());
    Thread.ofPlatform()
        .name("prefork-warm-up-" + worker.id())
        .daemon(true)
        .start(() -> run(requests, worker));
  }

  /** Shows in the status how many requests a worker has answered. */
  static void show(SupervisedWorker supervised, long requests) {
    supervised.obstacle("warming up: %,d requests".formatted(requests));
  }

  /** The requests end well before the time for the start is over. */
  private WarmUpRequests limited(WarmUpRequests given, long elapsed) {
    Duration half = Duration.ofMillis(Math.max(1, (timeout - elapsed) / 2));
    return given.limit().compareTo(half) <= 0
        ? given
        : new WarmUpRequests(given.requests(), half, given.required());
  }

  private void run(WarmUpRequests requests, Worker worker) {
    WarmUp.Result result =
        WarmUp.run(
            requests,
            new Probed(worker),
            sent -> commands.accept(new SupervisorCommand.Warming(worker.id(), sent, null)));
    commands.accept(new SupervisorCommand.Warming(worker.id(), result.requests(), result));
  }

  /** A worker, as it is reached while it is held. */
  private record Probed(Worker worker) implements WarmUp.Target {
    @Override
    public SocketChannel connect(int port) throws IOException {
      return ProbeConnection.open(worker, port);
    }

    @Override
    public boolean isConnected() {
      return worker.isConnected();
    }
  }
}
