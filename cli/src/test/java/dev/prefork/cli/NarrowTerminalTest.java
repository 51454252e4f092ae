package dev.prefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.cli.text.StatusView;
import dev.prefork.cli.text.Width;
import dev.prefork.internal.host.Terminal;
import dev.prefork.model.StayReason;
import dev.prefork.supervisor.model.AotCacheStatus;
import dev.prefork.supervisor.model.AotCacheUse;
import dev.prefork.supervisor.model.ClusterStatus;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.LogStatus;
import dev.prefork.supervisor.model.WorkerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status of a cluster in a narrow terminal, and with control characters in its texts. */
class NarrowTerminalTest {
  private static final List<String> TITLES =
      List.of(
          "WORKER",
          "SLOT",
          "GEN",
          "PID",
          "STATE",
          "UP",
          "CPU",
          "RSS",
          "HEAP",
          "OPEN",
          "ACCEPTED",
          "PER-S",
          "RESTARTS",
          "NOTE");

  private static ClusterStatus cluster(int count, String note) {
    List<WorkerStatus> workers = new ArrayList<>();
    Instant start = Instant.now().minusSeconds(100_000);
    var figures = new WorkerStatus.Figures(0.123, 112 << 20, 43 << 20, 1, 31, 1_060_211, 8888);
    for (int id = 1; id <= count; id++) {
      workers.add(
          new WorkerStatus(
              id,
              id,
              1,
              4_194_000,
              WorkerStatus.State.SERVING,
              start,
              figures,
              17,
              AotCacheUse.PROFILES,
              note));
    }
    return new ClusterStatus(
        "shop",
        4240,
        ClusterStatus.State.RUNNING,
        start,
        1,
        count,
        "/srv/shop/releases/2026-11-29/shop-with-a-long-name.jar",
        "ROUND_ROBIN",
        List.of("port 8080"),
        workers,
        List.of(
            new WorkerStatus.Ended(
                9, 1, 1, start, "worker 9 (1) exited with status 1" + note, null)),
        17,
        new Ledger(1_060_211, 31, 212, 1204, 0, 1, Map.of(StayReason.TLS, 3L)),
        new LogStatus(
            312, "cannot write to the log file /var/log/shop.log: No space left on device"),
        new AotCacheStatus(
            AotCacheUse.PROFILES, start, Duration.ofSeconds(132), Duration.ofSeconds(21), 3412),
        null,
        note);
  }

  private static String lineWith(List<String> lines, String text) {
    return lines.stream().filter(line -> line.contains(text)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 200})
  void noLineOfTopIsWiderThanTheTerminalAndHiddenColumnsAreNamed(int width) {
    String note = "unresponsive for 10.2 s";
    String screen = TopCommand.screen(cluster(3, note), new Terminal(width, 50));
    List<String> lines =
        screen.replace("\u001b[K", "").replaceAll("\u001b\\[[HJ]", "").lines().toList();
    assertThat(lines).allMatch(line -> line.length() <= width, "not wider than " + width);

    String header = lineWith(lines, "WORKER");
    assertThat(header).contains("STATE", "RESTARTS", "NOTE");
    assertThat(lineWith(lines, "serving  ")).contains("17  ", "unrespons");
    String all = String.join(" ", lines).replaceAll(" +", " ");
    for (String title : TITLES) {
      assertThat(all).containsPattern("\\b" + title + "\\b");
    }
    boolean complete = TITLES.stream().allMatch(header::contains);
    assertThat(all.contains("prefork status --json")).isEqualTo(!complete);
    assertThat(complete).isEqualTo(width == 200);
  }

  @Test
  void aCutTextEndsInAnEllipsis() {
    String note = "x".repeat(300);
    List<String> lines =
        TopCommand.screen(cluster(1, note), new Terminal(60, 50))
            .replace("\u001b[K", "")
            .lines()
            .toList();
    assertThat(lineWith(lines, "serving  ")).endsWith("x\u2026").hasSize(60);
    assertThat(lineWith(lines, "program")).endsWith("\u2026").hasSize(60);
  }

  @Test
  void topHasNoMoreLinesThanTheTerminalAndCountsTheHiddenOnes() {
    String screen = TopCommand.screen(cluster(100, ""), new Terminal(200, 24));
    List<String> lines =
        screen.replace("\u001b[K", "").replaceAll("\u001b\\[[HJ]", "").lines().toList();
    assertThat(lines).hasSize(24);
    assertThat(screen).doesNotContain("\n\u001b[J");
    int all = StatusView.lines(cluster(100, ""), 200).size();
    assertThat(lines.getLast()).isEqualTo("\u2026 " + (all - 23) + " more lines: prefork status");
  }

  @Test
  void withoutATerminalNothingIsHiddenOrCut() {
    List<String> lines = StatusView.lines(cluster(1, "x".repeat(300)), Width.UNLIMITED);
    assertThat(lineWith(lines, "WORKER")).contains(TITLES);
    assertThat(lineWith(lines, "serving  ")).endsWith("x".repeat(300));
  }

  @Test
  void aWideCharacterCountsForTwoAndACombiningOneForNone() {
    assertThat(Width.of("a\u4f60e\u0301")).isEqualTo(4);
    assertThat(Width.cut("\u4f60\u597d\u4f60", 5)).isEqualTo("\u4f60\u597d\u2026");
    assertThat(Width.cut("\u4f60\u597d\u4f60", 6)).isEqualTo("\u4f60\u597d\u4f60");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r", "\n", "\u001b", "\u009b", "\u0085", "\u202e", "\u2066", "\u200f", "\u2028"})
  void textOfOthersHasNoControlCharactersInStatusAndTop(String control) {
    ClusterStatus cluster = cluster(2, "a" + control + "[2Jb");
    assertThat(StatusView.lines(cluster, Width.UNLIMITED))
        .allMatch(line -> !line.contains(control))
        .anyMatch(line -> line.endsWith("a\\u%04x[2Jb".formatted((int) control.charAt(0))));
    String screen = TopCommand.screen(cluster, new Terminal(80, 100));
    assertThat(screen.replaceAll("\u001b\\[[KHJ]", "").replace("\n", "")).doesNotContain(control);
  }

  @Test
  void problemsOfTheLogsAreShown() {
    assertThat(StatusView.lines(cluster(1, ""), Width.UNLIMITED))
        .contains(
            "  logs     312 lines lost; cannot write to the log file /var/log/shop.log: No space"
                + " left on device");
  }
}
