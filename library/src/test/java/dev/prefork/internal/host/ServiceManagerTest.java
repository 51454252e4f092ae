package dev.prefork.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.sockets.UnixDatagramReceiver;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systemd hears of a cluster, on a real socket. */
class ServiceManagerTest {
  @TempDir private Path directory;

  private static ServiceManager manager(String address) {
    return ServiceManager.of(Map.of("NOTIFY_SOCKET", address), 42);
  }

  private String path() {
    return directory.resolve("notify").toString();
  }

  @Test
  void aLifeIsToldInSystemdsWords() throws IOException {
    try (var systemd = new UnixDatagramReceiver(path());
        var manager = manager(path())) {
      manager.ready("2 of 2 workers serve");
      manager.reloading("1 of 2 replaced");
      manager.stopping("2 workers finish", Duration.ofSeconds(30));
      List<String> heard = systemd.take();
      assertThat(heard).hasSize(3);
      assertThat(heard.get(0)).isEqualTo("READY=1\nMAINPID=42\nSTATUS=2 of 2 workers serve");
      assertThat(heard.get(1)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+\nSTATUS=1 of 2 replaced");
      assertThat(heard.get(2))
          .isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=30000000\nSTATUS=2 workers finish");
    }
  }

  @Test
  void theTimeOfAReloadIsTheKernelsSoThatSystemdKnowsWhichReloadItWas() throws IOException {
    try (var systemd = new UnixDatagramReceiver(path());
        var manager = manager(path())) {
      manager.reloading("");
      manager.reloading("");
      List<Long> times = systemd.take().stream().map(ServiceManagerTest::time).toList();
      assertThat(times.get(1)).isBetween(times.get(0), times.get(0) + 60_000_000);
    }
  }

  private static Long time(String message) {
    return Long.valueOf(message.lines().toList().get(1).substring("MONOTONIC_USEC=".length()));
  }

  @Test
  void aStatusIsToldOnceAndInOneLine() throws IOException {
    try (var systemd = new UnixDatagramReceiver(path());
        var manager = manager(path())) {
      manager.status("a\nREADY=1");
      manager.status("a\nREADY=1");
      manager.status("b");
      assertThat(systemd.take()).containsExactly("STATUS=a READY=1", "STATUS=b");
    }
  }

  @Test
  void anAbstractNameIsInNoFileSystem() throws IOException {
    String name = "@prefork-test-" + UUID.randomUUID();
    try (var systemd = new UnixDatagramReceiver(name);
        var manager = manager(name)) {
      manager.pingWatchdog();
      assertThat(systemd.take()).containsExactly("WATCHDOG=1");
    }
  }

  @Test
  void whatTheManagerHasNoRoomForIsToldLaterInOrder() throws IOException {
    try (var systemd = new UnixDatagramReceiver(path());
        var manager = manager(path())) {
      List<String> told = new ArrayList<>();
      for (int i = 0; i < 40; i++) { // the queue has room for net.unix.max_dgram_qlen, often 10
        manager.status("step " + i);
        told.add("STATUS=step " + i);
      }
      List<String> heard = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        heard.addAll(systemd.take());
        manager.pingWatchdog();
      }
      heard.removeIf("WATCHDOG=1"::equals);
      assertThat(heard).containsExactlyElementsOf(told);
    }
  }

  @ParameterizedTest
  @CsvSource({"/nowhere/notify", "relative", "vsock:2:1234"})
  void aSocketThatIsNotThereIsOneLineInTheLogAndNothingElse(String address) {
    List<String> lines = new ArrayList<>();
    Handler listener = listener(lines);
    Logger logger = Logger.getLogger("dev.prefork");
    logger.addHandler(listener);
    try (var manager = manager(address)) {
      manager.ready("up");
      manager.status("down");
      manager.pingWatchdog();
    } finally {
      logger.removeHandler(listener);
    }
    assertThat(lines).singleElement().asString().contains(address, "NOTIFY_SOCKET");
  }

  private static Handler listener(List<String> lines) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        lines.add(line.getMessage());
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  @Test
  void withoutTheVariableNothingIsOpened() {
    long before = Descriptors.count();
    try (var manager = ServiceManager.of(Map.of("WATCHDOG_USEC", "1000"), 42)) {
      manager.ready("up");
      assertThat(Descriptors.count()).isEqualTo(before);
      assertThat(manager.watchdogInterval()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "30000000, 42, 15",
    "30000000, '', 15",
    "30000000, 43, ",
    "0, 42, ",
    "soon, 42, ",
    "'', '', ",
  })
  void theWatchdogIsFedAtHalfItsTimeIfItIsOurs(String micros, String whose, Long seconds) {
    Map<String, String> environment =
        Map.of("NOTIFY_SOCKET", path(), "WATCHDOG_USEC", micros, "WATCHDOG_PID", whose);
    try (var manager = ServiceManager.of(environment, 42)) {
      assertThat(manager.watchdogInterval())
          .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }
  }
}
