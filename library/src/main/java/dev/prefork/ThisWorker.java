package dev.prefork;

import dev.prefork.ipc.Json;
import dev.prefork.ipc.MalformedMessageException;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import dev.prefork.worker.WorkerRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A worker in its own process. */
final class ThisWorker implements Worker, WorkerRuntime.Listener {
  private final WorkerRuntime runtime;
  private final Listeners listeners = new Listeners();
  private final EventThread events = new EventThread();
  private final CompletableFuture<Void> disconnected = new CompletableFuture<>();

  /** Messages that nobody listens for yet; null once somebody does. Guarded by this. */
  private @Nullable List<byte[]> waiting = new ArrayList<>();

  ThisWorker(WorkerRuntime runtime) {
    this.runtime = runtime;
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
    throw new IllegalStateException("this is the worker itself: it reads System.in");
  }

  @Override
  public InputStream stdout() {
    throw new IllegalStateException("this is the worker itself: it writes to System.out");
  }

  @Override
  public InputStream stderr() {
    throw new IllegalStateException("this is the worker itself: it writes to System.err");
  }

  @Override
  public CompletableFuture<Void> send(@Nullable Object message) {
    byte[] body = Json.encode(message);
    try {
      runtime.send(body);
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(
          new IOException("the channel to the primary is closed: " + e.getMessage(), e));
    }
  }

  @Override
  public CompletableFuture<Void> disconnect() {
    runtime.disconnect();
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
      deliverWaiting();
    }
    return this;
  }

  private synchronized void deliverWaiting() {
    if (waiting != null) {
      waiting.forEach(this::schedule);
      waiting = null;
    }
  }

  @Override
  public synchronized void onMessage(byte[] body) {
    if (waiting == null) {
      schedule(body);
    } else {
      waiting.add(body);
    }
  }

  private void schedule(byte[] body) {
    events.run(() -> deliver(body));
  }

  private void deliver(byte[] body) {
    try {
      listeners.tell(new Message(this, Json.decode(body)));
    } catch (MalformedMessageException e) {
      System.getLogger("dev.prefork")
          .log(Level.WARNING, "a message of the primary is dropped: " + e.getMessage());
      listeners.tell(new Failure(this, e));
    }
  }

  /** Waits for the listeners: the process ends when this returns. */
  @Override
  public void onDisconnect() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    events.run(
        () -> {
          listeners.tell(new Disconnect(this));
          told.complete(null);
        });
    told.join();
    disconnected.complete(null);
  }

  @Override
  public String toString() {
    return "worker " + id();
  }
}
