package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a terminal gets, in a real one. */
@Tag("thorough")
class TerminalOutputTest {
  /**
   * Clears the screen, sets a title, asks for the cursor's place, turns text round, and colours.
   */
  private static final String RAW =
      "a\u001b[2J\u001b]0;title\u0007\u001b[6n\rb\u202ec\u009b2J\u001b[31mred";

  private static final String HARMLESS =
      "a\\u001b[2J\\u001b]0;title\\u0007\\u001b[6n\\u000db\\u202ec\\u009b2J\u001b[31mred\u001b[0m";

  private static final String SERVER =
      """
      void main(String[] args) throws Exception {
        new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, "UTF-8")
            .println(%s);
        var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
        com.sun.net.httpserver.HttpServer.create(address, 0).start();
      }
      """
          .formatted(literal());

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  private static String literal() {
    StringBuilder literal = new StringBuilder("\"");
    RAW.chars().forEach(c -> literal.append("\\%03o".formatted(c)));
    return literal.append('"').toString().replace("\\20056", "\\u202e");
  }

  @AfterEach
  void close() {
    operator.close();
  }

  private String program() {
    return Sources.write(operator.folder().resolve("Loud.java"), SERVER).toString();
  }

  /** With a terminal of its own, which is so wide. */
  private static Start inTerminal(Start command, int columns) {
    String inside = "stty cols " + columns + " rows 40; $(printf '%q ' \"$@\")";
    return command.behind("bash", "-c", "exec script -qec \"" + inside + "\" /dev/null", "bash");
  }

  private static List<String> lines(RunningCluster command) {
    return command.lines().stream().map(line -> line.replaceFirst("\r$", "")).toList();
  }

  @Test
  void logsAreHarmlessInATerminalAndAsTheyWereWrittenInAPipeAndAFile() {
    try (RunningCluster _ = operator.start("-n", "shop", "-w", "1", program(), "" + port)) {
      try (RunningCluster logs = inTerminal(operator.command("logs"), 200).run()) {
        assertThat(logs.awaitExit()).isZero();
        assertThat(lines(logs)).contains("[1] " + HARMLESS);
      }
      Path piped = operator.folder().resolve("piped");
      Start pipe = operator.command("logs").behind("sh", "-c", "\"$@\" | cat >" + piped, "sh");
      try (RunningCluster logs = pipe.run()) {
        assertThat(logs.awaitExit()).isZero();
      }
      assertThat(piped).content().contains(RAW);
      assertThat(operator.folder().resolve(".prefork/log/shop.log")).content().contains(RAW);
      assertThat(String.join("\n", operator.get(0, "logs", "--json")))
          .containsIgnoringCase("\\u001b[31mred")
          .contains("\\u202e", "\\u009b")
          .doesNotContain("\u001b", "\u202e", "\u009b");
      operator.get(0, "stop");
    }
  }

  @Test
  void linesOfWorkersThatRunInATerminalAreHarmless() {
    Start run = operator.command("run", "-n", "shop", "-w", "1", program(), "" + port);
    try (RunningCluster cluster = inTerminal(run, 200).run()) {
      cluster.awaitLine("prefork: worker 1 .*port " + port + "\r?");
      Await.until("the line is there", () -> lines(cluster).contains("[1] " + HARMLESS));
      operator.get(0, "stop");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80})
  void topShowsRestartsAndNotesAndNamesWhatItHides(int columns) {
    try (RunningCluster _ = operator.start("-n", "shop", "-w", "1", program(), "" + port);
        RunningCluster top = inTerminal(operator.command("top"), columns).run()) {
      Await.until("it is shown", () -> lines(top).stream().anyMatch(l -> l.contains("hidden")));
      operator.get(0, "stop");
      assertThat(top.awaitExit()).isZero();
      List<String> seen =
          lines(top).stream()
              .flatMap(line -> Stream.of(line.split("\u001b\\[H", -1)))
              .map(line -> line.replaceAll("\u001b\\[[?0-9]*[a-zA-Z]", ""))
              .toList();
      assertThat(seen).allMatch(line -> line.length() <= columns);
      assertThat(seen).anyMatch(line -> line.matches(".*STATE.*RESTARTS.*NOTE.*"));
      assertThat(seen).anyMatch(line -> line.startsWith("  hidden   "));
      assertThat(String.join(" ", seen)).contains("HEAP", "PER-S");
    }
  }
}
