package dev.prefork.it.programs.servers;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers one line per connection with the worker's id, its pid, the number of connections answered
 * so far, and the line itself. Two lines are special:
 *
 * <pre>
 * hold     is answered with "holding ID PID", and another line may follow
 * later    is answered after {@link #answerLater}
 * </pre>
 */
public final class EchoConnections {
  /** The worker's id. */
  public static final String ID = System.getenv("PREFORK_WORKER_ID");

  private static final long PID = ProcessHandle.current().pid();
  private static final CountDownLatch LATER = new CountDownLatch(1);

  private final AtomicInteger served = new AtomicInteger();

  /** No virtual threads: the first one that waits opens descriptors for the JVM. */
  private final ExecutorService clients = Executors.newCachedThreadPool();

  /** Serves a client on another thread. */
  public void begin(Closeable client, InputStream in, OutputStream out) {
    clients.execute(() -> serve(client, in, out));
  }

  private void serve(Closeable client, InputStream from, OutputStream out) {
    try (client) {
      BufferedReader in = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
      String question = in.readLine();
      if ("hold".equals(question)) {
        say(out, "holding " + ID + " " + PID);
        question = in.readLine();
      }
      if ("later".equals(question)) {
        awaitLater();
      }
      say(out, ID + " " + PID + " " + served.incrementAndGet() + " " + question);
    } catch (IOException e) {
      IO.println("unserved " + ID + " " + e);
    }
  }

  /** Ends all waiting in {@link #awaitLater}. */
  public static void answerLater() {
    LATER.countDown();
  }

  /** Prints {@code later ID} and waits for {@link #answerLater}. */
  public static void awaitLater() {
    IO.println("later " + ID);
    try {
      LATER.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
