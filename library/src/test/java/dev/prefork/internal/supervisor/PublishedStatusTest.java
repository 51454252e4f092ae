package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.LogStatus;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What other threads read of the status. */
class PublishedStatusTest {
  private final LinkedBlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final PublishedStatus published =
      new PublishedStatus(status("first"), () -> requests.add("publish"));

  private static ClusterStatus status(String note) {
    return new ClusterStatus(
        "a",
        1,
        ClusterStatus.State.RUNNING,
        Instant.EPOCH,
        1,
        1,
        "app.jar",
        "ROUND_ROBIN",
        List.of(),
        List.of(),
        List.of(),
        0,
        Ledger.EMPTY,
        LogStatus.NONE,
        null,
        null,
        note);
  }

  @Test
  void aStatusThatIsUpToDateIsReadAtOnce() {
    published.set(status("second"));
    assertThat(published.current().note()).isEqualTo("second");
    assertThat(requests).isEmpty();
  }

  @Test
  void oneWhoseFiguresHaveChangedIsUpdatedFirst() throws Exception {
    published.expire();
    CompletableFuture<ClusterStatus> read = CompletableFuture.supplyAsync(published::current);
    assertThat(requests.poll(10, TimeUnit.SECONDS)).isEqualTo("publish");
    published.set(status("second"));
    assertThat(read.get(10, TimeUnit.SECONDS).note()).isEqualTo("second");
  }

  @Test
  void aSupervisorThatDoesNotUpdateItKeepsNobodyForLong() throws Exception {
    published.expire();
    CompletableFuture<ClusterStatus> read = CompletableFuture.supplyAsync(published::current);
    assertThat(read.get(10, TimeUnit.SECONDS).note()).isEqualTo("first");
  }
}
