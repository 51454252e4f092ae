package dev.prefork.internal.supervisor;

import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.internal.supervisor.health.HttpProbe;
import dev.prefork.supervisor.model.Readiness;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Finds out when a worker is ready. */
final class Admission {
  private static final long TIMEOUT_SECONDS = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Readiness readiness;
  private final Consumer<SupervisorCommand> mailbox;

  Admission(Readiness readiness, Consumer<SupervisorCommand> mailbox) {
    this.readiness = readiness;
    this.mailbox = mailbox;
  }

  /** One that is not ready when it listens must not get connections then. */
  Settings settings(Settings settings) {
    return settings.withHeld(!(readiness instanceof Readiness.OnListening));
  }

  /** A worker listens. Returns true if it is ready by that; if it is later, there is mail. */
  boolean listens(Listening event) {
    if (readiness instanceof Readiness.OnHttpOk(var target)) {
      HttpProbe probe = new HttpProbe(target);
      if (event.port() == probe.port()) {
        begin(probe, event.worker());
      }
    }
    return readiness instanceof Readiness.OnListening;
  }

  /** A worker says that it is. Returns true if that matters. */
  boolean onReadyCall() {
    return readiness instanceof Readiness.OnReadyCall;
  }

  private void begin(HttpProbe probe, Worker worker) {
    Thread.ofPlatform()
        .name("prefork-probe-of-" + worker.id())
        .daemon(true)
        .start(() -> ask(probe, worker));
  }

  /** Until the answer is good, or nobody is left to give it. */
  private void ask(HttpProbe probe, Worker worker) {
    String before = "";
    while (worker.isConnected()) {
      String problem = askOnce(probe, worker);
      if (problem.isEmpty() || !problem.equals(before)) {
        mailbox.accept(new SupervisorCommand.Probed(worker.id(), problem));
      }
      if (problem.isEmpty()) {
        return;
      }
      before = problem;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static String askOnce(HttpProbe probe, Worker worker) {
    CompletableFuture<SocketChannel> connection = worker.probe(probe.port());
    try {
      return probe.ask(connection.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      CompletableFuture<Void> _ = connection.thenAccept(Admission::close);
      return "it took no connection for a probe";
    } catch (ExecutionException e) {
      return "it got no connection for a probe: " + e.getCause();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void close(SocketChannel late) {
    try {
      late.close();
    } catch (IOException e) {
      // nobody has used it
    }
  }
}
