package dev.prefork.it.programs;

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
 * Says who serves: the worker's id, its pid, how many it has served, and what the client said. One
 * connection for one question.
 *
 * <p>A client that says {@code hold} first is answered {@code holding} and asks when it likes. One
 * that says {@code later} gets its answer when the worker is told to {@link #answerLater}.
 */
final class Dialogues {
  static final String ID = System.getenv("PREFORK_WORKER_ID");
  private static final long PID = ProcessHandle.current().pid();
  private static final CountDownLatch LATER = new CountDownLatch(1);

  private final AtomicInteger served = new AtomicInteger();

  /** Not virtual: the first of those that waits opens descriptors for its JVM. */
  private final ExecutorService clients = Executors.newCachedThreadPool();

  /** Serves a client on a thread of its own. */
  void begin(Closeable client, InputStream in, OutputStream out) {
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

  /** Whoever was asked to answer later may do so now. */
  static void answerLater() {
    LATER.countDown();
  }

  static void awaitLater() {
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
