package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.Outbox;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes queued frames on its own thread, started at the first request. */
final class OutboxPump implements Outbox.Pump {
  private static final long FLUSH_MILLIS = 1000;

  private final Semaphore requests = new Semaphore(0);
  private @Nullable Outbox outbox;
  private @Nullable PrimaryStream stream;
  private @Nullable Thread thread;

  synchronized void serve(Outbox served, PrimaryStream connected) {
    outbox = served;
    stream = connected;
  }

  @Override
  public void request() {
    requests.release();
    startOnce();
  }

  private synchronized void startOnce() {
    if (thread == null && outbox != null && stream != null) {
      Outbox served = outbox;
      PrimaryStream connected = stream;
      thread =
          Thread.ofPlatform().daemon().name("prefork-send").start(() -> run(served, connected));
      flushAtExit(served);
    }
  }

  private void run(Outbox served, PrimaryStream connected) {
    try {
      while (true) {
        requests.acquire();
        requests.drainPermits();
        while (!served.pump()) {
          connected.awaitWritable();
        }
      }
    } catch (IOException | InterruptedException e) {
      // the stream is closed; its reader reports that
    }
  }

  /** Delivers messages that were sent just before {@code System.exit}. */
  private static void flushAtExit(Outbox served) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> await(served), "prefork-last-words"));
    } catch (IllegalStateException e) {
      // the JVM is already shutting down
    }
  }

  private static void await(Outbox served) {
    try {
      served.settled().get(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      // the primary has ended or reads too slowly
    }
  }
}
