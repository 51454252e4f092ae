package dev.prefork.cli;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Listening;
import dev.prefork.Worker;
import dev.prefork.model.Signal;
import dev.prefork.model.Transport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Keeps a number of workers alive until the process is told to end. */
final class ForegroundCluster {
  private static final int FAILED = 1;
  private static final long PAUSE_SECONDS = 1;
  private static final long GRACE_SECONDS = 5;

  private final int size;
  private final PrintWriter err;
  private final CompletableFuture<Integer> end = new CompletableFuture<>();

  /** Ids of workers that listened. Only used on the events' thread. */
  private final Set<Integer> listened = new HashSet<>();

  private boolean anyListened;
  private volatile boolean stopping;

  ForegroundCluster(int size, PrintWriter err) {
    this.size = size;
    this.err = err;
  }

  /** Runs until it fails; a signal ends the JVM instead. */
  int run() {
    Cluster.on(Listening.class, this::onListening);
    Cluster.on(Exit.class, this::onExit);
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "prefork-stop"));
    for (int i = 0; i < size; i++) {
      Cluster.fork();
    }
    return end.join();
  }

  private void onListening(Listening event) {
    listened.add(event.worker().id());
    anyListened = true;
    say(name(event.worker()) + " listens on " + where(event));
  }

  private void onExit(Exit event) {
    boolean hasListened = listened.remove(event.worker().id());
    Aftermath aftermath = Aftermath.of(stopping, hasListened, anyListened);
    if (aftermath != Aftermath.NOTHING) {
      String when = hasListened ? "" : " before it listened on any port";
      say(name(event.worker()) + " ended with status " + event.status() + when);
    }
    switch (aftermath) {
      case FORK_AGAIN -> fork();
      case FORK_LATER -> {
        Executor later = CompletableFuture.delayedExecutor(PAUSE_SECONDS, TimeUnit.SECONDS);
        later.execute(this::fork);
      }
      case GIVE_UP -> giveUp();
      case NOTHING -> {}
    }
  }

  private void fork() {
    if (stopping) {
      return;
    }
    try {
      Cluster.fork();
    } catch (RuntimeException e) {
      say("a worker cannot be replaced: " + e.getMessage());
      end.complete(FAILED);
    }
  }

  private void giveUp() {
    say("no worker came to listen on a port; giving up");
    stopping = true;
    end.complete(FAILED);
  }

  /** Ends the workers before the process ends, so that nothing runs on when the prompt is back. */
  private void stop() {
    stopping = true;
    for (Worker worker : Cluster.workers().values()) {
      worker.kill();
    }
    for (Worker worker : Cluster.workers().values()) {
      await(worker);
    }
  }

  private static void await(Worker worker) {
    try {
      worker.process().onExit().get(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      killHard(worker);
    } catch (InterruptedException | ExecutionException e) {
      // the process ends in a moment, and its workers with it
    }
  }

  private static void killHard(Worker worker) {
    try {
      worker.kill(Signal.SIGKILL);
    } catch (IOException e) {
      // not ours any more: it changed its user
    }
  }

  private static String where(Listening event) {
    String port = (event.transport() == Transport.UDP ? "UDP port " : "port ") + event.port();
    if (!(event.address() instanceof InetSocketAddress address)) {
      return event.address().toString();
    }
    return address.getAddress().isAnyLocalAddress()
        ? port
        : address.getAddress().getHostAddress() + " " + port;
  }

  private static String name(Worker worker) {
    return worker + " (" + worker.pid() + ")";
  }

  private void say(String message) {
    err.println("prefork: " + message);
    err.flush();
  }
}
