package dev.prefork;

import dev.prefork.internal.ipc.EventThread;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.worker.WorkerRuntime;
import dev.prefork.model.BindFailure;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The worker that runs in this process. */
final class LocalWorker implements Worker, WorkerRuntime.Listener, ConnectionLimit.Listener {
  private static final Set<Class<? extends ClusterEvent>> PUBLISHED =
      Set.of(Message.class, Failure.class, Drop.class, Disconnect.class);

  private final WorkerRuntime runtime;
  private final MessageCodec codec;
  private final Listeners listeners;
  private final EventThread events = new EventThread();
  private final CompletableFuture<Void> disconnected = new CompletableFuture<>();

  private boolean subscribed;
  private boolean refs = true;

  /**
   * Whether listeners run on their own thread instead of the channel's. The channel's thread is a
   * daemon, and threads inherit that from their creator, so listeners must not run there if the
   * exit of the process depends on non-daemon threads.
   */
  private volatile boolean deliversElsewhere;

  LocalWorker(WorkerRuntime runtime) {
    this.runtime = runtime;
    this.deliversElsewhere = runtime.waitsForThreads();
    this.listeners = new Listeners(this + " itself", PUBLISHED);
    this.codec =
        new MessageCodec("the primary", WorkerRuntime::serialization, runtime::send, _ -> {});
    ConnectionLimit.setListener(this);
  }

  @Override
  public int id() {
    return runtime.id();
  }

  @Override
  public ProcessHandle process() {
    return ProcessHandle.current();
  }

  @Override
  public OutputStream stdin() {
    throw new IllegalStateException("cannot open stdin of this process: read System.in");
  }

  @Override
  public InputStream stdout() {
    throw new IllegalStateException("cannot open stdout of this process: write to System.out");
  }

  @Override
  public InputStream stderr() {
    throw new IllegalStateException("cannot open stderr of this process: write to System.err");
  }

  @Override
  public CompletableFuture<Void> send(@Nullable Object message) {
    return codec.send(message);
  }

  @Override
  public CompletableFuture<Void> send(
      @Nullable Object message, SelectableChannel handle, SendOption... options) {
    return codec.send(message, handle, options);
  }

  @Override
  public long queuedBytes() {
    return runtime.queued();
  }

  @Override
  public CompletableFuture<Void> disconnect() {
    runtime.disconnect();
    return disconnected.copy();
  }

  @Override
  public CompletableFuture<Void> stop() {
    runtime.stop();
    return disconnected.copy();
  }

  @Override
  public void kill() {
    runtime.kill();
  }

  @Override
  public boolean kill(Signal signal) {
    kill();
    return true;
  }

  @Override
  public synchronized void ref() {
    refs = true;
    runtime.ref();
  }

  /** Takes effect between two messages, so that a running listener is not cut off. */
  @Override
  public synchronized void unref() {
    refs = false;
    runtime.inbox().add(this::requestExit);
    events.run(runtime.inbox()::drain);
  }

  private synchronized void requestExit() {
    deliversElsewhere = true;
    if (!refs) {
      runtime.unref();
    }
  }

  void ready() {
    runtime.ready();
  }

  @Override
  public boolean suspend() {
    throw onlyThePrimary();
  }

  @Override
  public boolean resume() {
    throw onlyThePrimary();
  }

  @Override
  public boolean admit() {
    throw onlyThePrimary();
  }

  @Override
  public boolean weight(double weight) {
    throw onlyThePrimary();
  }

  @Override
  public CompletableFuture<SocketChannel> probe(int port) {
    throw onlyThePrimary();
  }

  private IllegalStateException onlyThePrimary() {
    return new IllegalStateException(
        "cannot control the connections of "
            + this
            + " in its own process: call this in the primary");
  }

  @Override
  public CompletableFuture<HealthReport> health() {
    return runtime.health();
  }

  @Override
  public CompletableFuture<List<String>> mainStack() {
    return CompletableFuture.completedFuture(runtime.mainStack().frames());
  }

  @Override
  public @Nullable BindFailure bindFailure() {
    return null;
  }

  @Override
  public boolean isConnected() {
    return runtime.isConnected();
  }

  @Override
  public boolean isDead() {
    return false;
  }

  @Override
  public boolean exitedAfterDisconnect() {
    return runtime.isVoluntary();
  }

  @Override
  public WorkerState state() {
    return runtime.isVoluntary() ? new WorkerState.Draining() : new WorkerState.Online();
  }

  @Override
  public CompletableFuture<ExitStatus> onExit() {
    return new CompletableFuture<>();
  }

  @Override
  public <E extends ClusterEvent> Worker on(Class<E> type, Consumer<? super E> listener) {
    listeners.add(type, listener);
    if (listeners.hasAny(Message.class)) {
      onMessages();
    }
    return this;
  }

  private synchronized void onMessages() {
    if (!subscribed) {
      subscribed = true;
      runtime.inbox().open(this::deliver);
      events.run(runtime.inbox()::drain);
    }
  }

  private void deliver(Frame message) {
    if (deliversElsewhere) {
      events.run(() -> codec.receive(this, message, listeners::publish));
    } else {
      codec.receive(this, message, listeners::publish);
    }
  }

  @Override
  public void onDrop(SocketAddress remote) {
    events.run(() -> listeners.publish(new Drop(this, remote)));
  }

  /** Uses two threads, because a listener that is still running may wait for the future. */
  @Override
  public void onDisconnect(long millis) {
    CountDownLatch notified = new CountDownLatch(2);
    Thread.ofPlatform()
        .daemon()
        .name("prefork-disconnected")
        .start(
            () -> {
              disconnected.complete(null);
              notified.countDown();
            });
    events.run(
        () -> {
          runtime.inbox().awaitQuiet(millis);
          listeners.publish(new Disconnect(this));
          notified.countDown();
        });
    try {
      WorkerRuntime.awaitListeners(notified, millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "worker " + id();
  }
}
