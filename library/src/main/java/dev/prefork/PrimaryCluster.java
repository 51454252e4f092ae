package dev.prefork;

import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.internal.ipc.EventThread;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.primary.ClusterOptions;
import dev.prefork.internal.primary.FleetListener;
import dev.prefork.internal.primary.ForkRequest;
import dev.prefork.internal.primary.Primary;
import dev.prefork.internal.primary.WorkerHandle;
import dev.prefork.model.Endpoint;
import dev.prefork.model.ExitStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The cluster in the primary: publishes the fleet's events to the user's listeners. */
final class PrimaryCluster implements FleetListener {
  private final Primary primary = new Primary(this);
  private final Listeners listeners =
      new Listeners(
          "the primary",
          Set.of(
              Setup.class,
              Fork.class,
              Online.class,
              Listening.class,
              Ready.class,
              Message.class,
              Failure.class,
              Disconnect.class,
              Exit.class));
  private final EventThread events = new EventThread();
  private final Map<WorkerHandle, RemoteWorker> workers = new ConcurrentHashMap<>();
  private @Nullable Settings settings;
  private @Nullable ClusterOptions frozen;

  PrimaryCluster() {
    WorkingDirectory.here(); // record it before it can change
  }

  Listeners listeners() {
    return listeners;
  }

  /**
   * Reads the initial settings at the first call, so that each caller gets the exception for an
   * invalid property or variable.
   */
  synchronized Settings settings() {
    if (settings == null) {
      settings = InitialSettings.read(System.getProperties(), System.getenv());
    }
    return settings;
  }

  /** Changes the settings atomically. */
  synchronized void setup(UnaryOperator<Settings> change) {
    setup(change.apply(settings()));
  }

  synchronized void setup(Settings wanted) {
    requireFixedOptions(wanted);
    settings = wanted;
    post(new Setup(wanted));
  }

  private void requireFixedOptions(Settings wanted) {
    if (frozen != null && !frozen.equals(options(wanted))) {
      throw new IllegalStateException(
          "cannot change schedulingPolicy, ports or maxMessageSize after the first fork;"
              + " set them before it");
    }
  }

  /**
   * Forks a worker.
   *
   * @param own settings for this fork only; null for those of the cluster
   */
  Worker fork(@Nullable Settings own, Map<String, String> environment, List<String> jvmOptions) {
    ForkRequest request;
    ClusterOptions options;
    synchronized (this) {
      Settings used = own == null ? settings() : own;
      requireFixedOptions(used);
      post(new Setup(used));
      request = ForkRequests.of(used, environment, jvmOptions);
      options = options(used);
      frozen = options;
    }
    try {
      return worker(primary.fork(request, options, this::subscribe));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot fork a worker: " + e.getMessage(), e);
    }
  }

  private static ClusterOptions options(Settings settings) {
    return new ClusterOptions(
        settings.schedulingPolicy(), settings.ports(), settings.maxMessageSize());
  }

  /**
   * Publishes Fork before any other event: the conductor allows the worker to connect afterwards.
   */
  private void subscribe(WorkerHandle handle) {
    RemoteWorker worker = new RemoteWorker(primary, handle);
    workers.put(handle, worker);
    post(new Fork(worker));
  }

  Map<Integer, Worker> workers() {
    Map<Integer, Worker> present = new TreeMap<>();
    primary
        .workers()
        .forEach(
            (id, handle) -> {
              Worker worker = workers.get(handle);
              if (worker != null) { // null while it is being forked
                present.put(id, worker);
              }
            });
    return Collections.unmodifiableMap(present);
  }

  long redispatched() {
    return primary.redispatched();
  }

  long moved() {
    return primary.moved();
  }

  CompletableFuture<Integer> rebalance() {
    return primary.rebalance();
  }

  CompletableFuture<Void> disconnect() {
    List<CompletableFuture<?>> ends = new ArrayList<>();
    for (Worker worker : workers().values()) {
      ends.add(worker.disconnect());
      ends.add(worker.onExit());
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
  }

  private RemoteWorker worker(WorkerHandle handle) {
    return Objects.requireNonNull(workers.get(handle), "no RemoteWorker for this handle");
  }

  @Override
  public void onOnline(WorkerHandle handle) {
    publish(handle, Online::new);
  }

  @Override
  public void onListening(WorkerHandle handle, Endpoint endpoint) {
    publish(handle, worker -> new Listening(worker, endpoint.address(), endpoint.transport()));
  }

  @Override
  public void onReady(WorkerHandle handle) {
    publish(handle, Ready::new);
  }

  @Override
  public void onMessages(WorkerHandle handle, List<Frame> messages) {
    RemoteWorker worker = worker(handle);
    List<Runnable> tasks = new ArrayList<>(messages.size());
    for (Frame message : messages) {
      tasks.add(
          () ->
              worker.receive(
                  message, listeners.hasAny(Message.class), event -> publish(worker, event)));
    }
    events.runAll(tasks);
  }

  @Override
  public void onFailure(WorkerHandle handle, IOException reason) {
    publish(handle, worker -> new Failure(worker, reason));
  }

  @Override
  public void onDisconnect(WorkerHandle handle) {
    worker(handle).completeDisconnect();
    publish(handle, Disconnect::new);
  }

  @Override
  public void onExit(WorkerHandle handle, ExitStatus status) {
    publish(handle, worker -> new Exit(worker, status));
  }

  @Override
  public void onGone(WorkerHandle handle) {
    workers.remove(handle);
  }

  @Override
  public void afterAll(Runnable task) {
    events.run(task);
  }

  private void publish(WorkerHandle handle, Function<Worker, ClusterEvent> event) {
    RemoteWorker worker = worker(handle);
    events.run(() -> publish(worker, event.apply(worker)));
  }

  private void publish(RemoteWorker worker, ClusterEvent event) {
    worker.publish(event);
    listeners.publish(event);
    if (event instanceof Exit exit) {
      worker.completeExit(exit.status());
    }
  }

  private void post(ClusterEvent event) {
    events.run(() -> listeners.publish(event));
  }
}
