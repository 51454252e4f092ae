package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.Outbox;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Writes what senders leave, on a thread that is there once it is needed. */
final class OutboxPump implements Outbox.Pump {
  private static final long LAST_WORDS_MILLIS = 1000;

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
      // the stream is closed; its reader says so
    }
  }

  /** {@code send(lastWords); System.exit(1);} is to work. */
  private static void flushAtExit(Outbox served) {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> await(served), "prefork-last-words"));
    } catch (IllegalStateException e) {
      // it is exiting already
    }
  }

  private static void await(Outbox served) {
    try {
      served.settled().get(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      // the primary is gone, or too far behind
    }
  }
}
