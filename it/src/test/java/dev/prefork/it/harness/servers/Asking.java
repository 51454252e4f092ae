package dev.prefork.it.harness.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.servers.Talk.Seen;
import java.io.IOException;

/**
 * A client that asks on one connection without a pause, and repeats nothing. It begins another
 * connection only after the server has announced the end of the one before.
 */
public final class Asking implements AutoCloseable {
  private final Opening opening;
  private final Thread thread;
  private volatile Talk talk;
  private volatile long worker;
  private volatile Exception failure;
  private volatile boolean over;

  /** Begins a connection. */
  @FunctionalInterface
  public interface Opening {
    /** Returns a new one. */
    Talk begin() throws IOException;
  }

  /**
   * Starts to ask.
   *
   * @param first the first connection
   * @param opening begins another one if need be
   */
  public Asking(Talk first, Opening opening) {
    this.talk = first;
    this.opening = opening;
    this.thread = Thread.ofVirtual().name("asking").start(this::run);
  }

  private void run() {
    try {
      while (!over) {
        ask();
      }
    } catch (IOException | AssertionError e) {
      failure = new IOException("on the connection of " + talk.address(), e);
    }
  }

  private void ask() throws IOException {
    Seen seen = usable().who();
    assertThat(seen.remote()).isEqualTo(talk.address());
    worker = seen.pid();
  }

  private Talk usable() throws IOException {
    if (talk.isOver()) {
      talk.close();
      talk = opening.begin();
    }
    return talk;
  }

  /** Waits until this worker answers. */
  public void awaitAnswerOf(long pid) {
    Await.until(pid + " answers", () -> worker == pid || failure != null);
  }

  /** Stops to ask, fails if a request has failed, and returns a connection that is still open. */
  public Talk end() throws Exception {
    over = true;
    thread.join();
    if (failure != null) {
      throw failure;
    }
    return usable();
  }

  @Override
  public void close() {
    over = true;
    talk.close();
  }
}
