package dev.prefork.internal.supervisor.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.host.ServiceManager;
import dev.prefork.internal.sys.sockets.UnixDatagramReceiver;
import dev.prefork.supervisor.model.AotCacheUse;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.LogStatus;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.WorkerStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told in the course of a cluster's life. */
class SystemdNotifierTest {
  @TempDir private Path directory;
  private UnixDatagramReceiver systemd;
  private ServiceManager manager;
  private SystemdNotifier notices;

  @BeforeEach
  void open() throws IOException {
    String path = directory.resolve("notify").toString();
    systemd = new UnixDatagramReceiver(path);
    manager = ServiceManager.of(Map.of("NOTIFY_SOCKET", path, "WATCHDOG_USEC", "20000000"), 42);
    notices = new SystemdNotifier(manager, Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    manager.close();
    systemd.close();
  }

  private List<String> hear(ClusterStatus.State state, int serving) {
    return hear(state, serving, null);
  }

  private List<String> hear(ClusterStatus.State state, int serving, @Nullable Report last) {
    notices.publish(status(state, serving, last), 1);
    List<String> heard = systemd.take();
    heard.removeIf("WATCHDOG=1"::equals);
    return heard;
  }

  private static ClusterStatus status(
      ClusterStatus.State state, int serving, @Nullable Report last) {
    List<WorkerStatus> workers = new ArrayList<>();
    for (int id = 1; id <= 2; id++) {
      var is = id <= serving ? WorkerStatus.State.SERVING : WorkerStatus.State.STARTING;
      Instant now = Instant.now();
      var figures = WorkerStatus.Figures.NONE;
      workers.add(new WorkerStatus(id, id, 1, 100, is, now, figures, 0, AotCacheUse.NONE, ""));
    }
    return new ClusterStatus(
        "app",
        42,
        state,
        Instant.now(),
        1,
        2,
        "app.jar",
        "",
        List.of(),
        workers,
        List.of(),
        0,
        Ledger.EMPTY,
        LogStatus.NONE,
        null,
        last,
        "");
  }

  private static Report failure() {
    return new Report(false, "worker 3 did not come up", List.of(), 1, Ledger.EMPTY, Duration.ZERO);
  }

  @Test
  void itIsReadyWhenTheFirstWorkerServesAndStaysSo() {
    assertThat(hear(ClusterStatus.State.STARTING, 0))
        .containsExactly("STATUS=0 of 2 workers serving, generation 1");
    assertThat(hear(ClusterStatus.State.STARTING, 1))
        .containsExactly("READY=1\nMAINPID=42\nSTATUS=1 of 2 workers serving, generation 1");
    assertThat(hear(ClusterStatus.State.RUNNING, 2))
        .containsExactly("STATUS=2 of 2 workers serving, generation 1");
    assertThat(hear(ClusterStatus.State.RUNNING, 2)).isEmpty();
    assertThat(hear(ClusterStatus.State.DEGRADED, 0))
        .containsExactly("STATUS=0 of 2 workers serving, generation 1");
  }

  @Test
  void aReloadEndsWithReadyAlsoIfItFailed() {
    hear(ClusterStatus.State.RUNNING, 2);
    assertThat(hear(ClusterStatus.State.RELOADING, 2))
        .singleElement()
        .asString()
        .matches(
            """
            RELOADING=1
            MONOTONIC_USEC=\\d+
            STATUS=reloading to generation 1: 2 of 2 workers serving\
            """);
    assertThat(hear(ClusterStatus.State.RUNNING, 2, failure()))
        .containsExactly(
            "READY=1\nMAINPID=42\n"
                + "STATUS=2 of 2 workers serving, generation 1; worker 3 did not come up");
  }

  @Test
  void aClusterThatNeverServedIsNotReadyAndNotReloading() {
    assertThat(hear(ClusterStatus.State.RELOADING, 0))
        .hasSize(1)
        .noneMatch(SystemdNotifierTest::isState);
    assertThat(hear(ClusterStatus.State.BROKEN, 0)).noneMatch(SystemdNotifierTest::isState);
  }

  private static boolean isState(String message) {
    return !message.startsWith("STATUS=");
  }

  @Test
  void stoppingMayTakeAsLongAsTheWorkersAreGivenAndIsSaidOnce() {
    hear(ClusterStatus.State.RUNNING, 2);
    assertThat(hear(ClusterStatus.State.STOPPING, 2))
        .containsExactly(
            "STOPPING=1\nEXTEND_TIMEOUT_USEC=40000000\nSTATUS=stopping: 2 workers left");
    assertThat(hear(ClusterStatus.State.STOPPED, 2)).isEmpty();
  }

  @Test
  void theWatchdogIsFedAtOnceAndThenAtHalfItsTime() {
    List<Integer> fed = new ArrayList<>();
    for (int seconds : new int[] {1, 2, 10, 11, 12, 20, 21}) {
      notices.publish(status(ClusterStatus.State.STARTING, 0, null), seconds * 1000L);
      if (systemd.take().contains("WATCHDOG=1")) {
        fed.add(seconds);
      }
    }
    assertThat(fed).containsExactly(1, 11, 21);
  }
}
