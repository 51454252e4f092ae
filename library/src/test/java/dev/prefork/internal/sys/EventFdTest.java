package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventFdTest {
  private static final int TASKS = 300_000;
  private static final int TIMEOUT_MILLIS = 5000;

  private final AtomicInteger posted = new AtomicInteger();
  private int seen;
  private boolean woken;

  /** The last signal of a burst must wake, too: a sleeper that misses it sleeps for ever. */
  @Test
  void noSignalIsLostHoweverItMeetsTheReset() throws IOException, InterruptedException {
    try (Epoll epoll = new Epoll();
        EventFd doorbell = new EventFd()) {
      epoll.add(
          doorbell.fd(),
          Epoll.READABLE,
          _ -> {
            woken = true;
            doorbell.reset();
          });
      Thread poster = Thread.ofPlatform().start(() -> post(doorbell));
      while (seen < TASKS) {
        woken = false;
        epoll.await(
            TIMEOUT_MILLIS,
            (_, fault) -> {
              throw new AssertionError("a handler failed", fault);
            });
        assertThat(woken).as("woken; seen %s of %s", seen, posted).isTrue();
        seen = posted.get();
      }
      poster.join();
      epoll.remove(doorbell.fd());
    }
  }

  private void post(EventFd doorbell) {
    for (int i = 0; i < TASKS; i++) {
      posted.incrementAndGet();
      doorbell.signal();
    }
  }
}
