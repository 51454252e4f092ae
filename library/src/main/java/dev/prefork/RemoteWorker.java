package dev.prefork;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.message.MainStack;
import dev.prefork.internal.primary.Primary;
import dev.prefork.internal.primary.WorkerHandle;
import dev.prefork.model.BindFailure;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker in the primary. */
final class RemoteWorker implements Worker {
  private static final String NO_REFS =
      "cannot ref or unref a worker's channel in the primary: call Cluster.worker().ref() or"
          + " unref() in the worker";

  private static final Set<Class<? extends ClusterEvent>> PUBLISHED =
      Set.of(
          Fork.class,
          Online.class,
          Listening.class,
          Ready.class,
          Message.class,
          Failure.class,
          Disconnect.class,
          Exit.class);

  private final Primary primary;
  private final WorkerHandle handle;
  private final MessageCodec codec;
  private final Listeners listeners;
  private final CompletableFuture<Void> disconnected = new CompletableFuture<>();
  private final CompletableFuture<ExitStatus> exited = new CompletableFuture<>();

  RemoteWorker(Primary primary, WorkerHandle handle) {
    this.primary = primary;
    this.handle = handle;
    this.listeners = new Listeners(handle + " in the primary", PUBLISHED);
    this.codec =
        new MessageCodec(
            handle.toString(),
            handle.options()::serialization,
            handle::send,
            reason -> primary.disconnect(handle, reason));
  }

  @Override
  public int id() {
    return handle.id();
  }

  @Override
  public ProcessHandle process() {
    return handle.process().toHandle();
  }

  @Override
  public @Nullable OutputStream stdin() {
    return handle.isPiped(0) ? handle.process().getOutputStream() : null;
  }

  @Override
  public @Nullable InputStream stdout() {
    return handle.isPiped(1) ? handle.process().getInputStream() : null;
  }

  @Override
  public @Nullable InputStream stderr() {
    return handle.isPiped(2) ? handle.process().getErrorStream() : null;
  }

  @Override
  public CompletableFuture<Void> send(@Nullable Object message) {
    return codec.send(message);
  }

  @Override
  public CompletableFuture<Void> send(
      @Nullable Object message, SelectableChannel channel, SendOption... options) {
    return codec.send(message, channel, options);
  }

  @Override
  public long queuedBytes() {
    return handle.queued();
  }

  /**
   * Decodes a message and publishes it. Called on the thread of the listeners, to keep the work off
   * the conductor's thread.
   *
   * @param wanted whether the cluster has a listener for messages
   * @param all publishes an event to the listeners of this worker and of the cluster
   */
  void receive(Frame message, boolean wanted, Consumer<ClusterEvent> all) {
    try {
      if (wanted || listeners.hasAny(Message.class)) {
        codec.receive(this, message, all);
      } else {
        message.discard();
      }
    } finally {
      message.whenDone(() -> handle.delivered(message));
    }
  }

  @Override
  public CompletableFuture<Void> disconnect() {
    if (!handle.isVoluntary()) {
      primary.disconnect(handle);
    }
    return disconnected.copy();
  }

  @Override
  public CompletableFuture<Void> stop() {
    if (!handle.isStopping()) {
      primary.stop(handle);
    }
    return disconnected.copy();
  }

  @Override
  public void kill() {
    handle.process().destroy();
  }

  @Override
  public boolean kill(Signal signal) throws IOException {
    return handle.signal(signal);
  }

  @Override
  public void ref() {
    throw new IllegalStateException(NO_REFS);
  }

  @Override
  public void unref() {
    throw new IllegalStateException(NO_REFS);
  }

  @Override
  public boolean suspend() {
    return primary.suspend(handle);
  }

  @Override
  public boolean resume() {
    return primary.resume(handle);
  }

  @Override
  public boolean admit() {
    return primary.resume(handle);
  }

  @Override
  public boolean weight(double weight) {
    if (weight > 0 && weight <= 1) {
      return primary.weight(handle, weight);
    }
    throw new IllegalArgumentException(
        "invalid weight " + weight + ": expected a number greater than 0 and at most 1");
  }

  @Override
  public CompletableFuture<SocketChannel> probe(int port) {
    return primary.probe(handle, port);
  }

  @Override
  public CompletableFuture<HealthReport> health() {
    return handle.health();
  }

  @Override
  public CompletableFuture<List<String>> mainStack() {
    return Primary.mainStack(handle).thenApply(MainStack::frames);
  }

  @Override
  public @Nullable BindFailure bindFailure() {
    return handle.bindFailure();
  }

  @Override
  public boolean isConnected() {
    return handle.isConnected();
  }

  @Override
  public boolean isDead() {
    return handle.state() instanceof WorkerState.Exited;
  }

  @Override
  public boolean exitedAfterDisconnect() {
    return handle.isVoluntary();
  }

  @Override
  public WorkerState state() {
    return handle.state();
  }

  @Override
  public CompletableFuture<ExitStatus> onExit() {
    return exited.copy();
  }

  @Override
  public <E extends ClusterEvent> Worker on(Class<E> type, Consumer<? super E> listener) {
    listeners.add(type, listener);
    return this;
  }

  /** Publishes an event to this worker's listeners. Called on the thread of the listeners. */
  void publish(ClusterEvent event) {
    listeners.publish(event);
  }

  /**
   * Completes the future of {@link #disconnect()}. It needs its own thread: a listener may wait for
   * the future, and attached actions must not run on the conductor's thread. The thread is no
   * daemon, so that the JVM does not exit before those actions have run.
   */
  void completeDisconnect() {
    Thread.ofPlatform().name("prefork-disconnected").start(() -> disconnected.complete(null));
  }

  /** Completes the future of {@link #onExit()}. Called after the listeners, on their thread. */
  void completeExit(ExitStatus status) {
    exited.complete(status);
  }

  @Override
  public String toString() {
    return handle.toString();
  }
}
