package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Printing;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that change a cluster get one JSON document on standard output, however it ends. */
@Tag("thorough")
class ChangeReportsTest {
  private static final List<String> FIELDS =
      List.of(
          "succeeded",
          "summary",
          "lastLines",
          "generation",
          "ledger",
          "took",
          "program",
          "sameProgram");

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @AfterEach
  void close() {
    operator.close();
  }

  /** What a command prints to standard output alone. */
  private String json(int code, String... words) {
    try (RunningCluster command =
        operator.command(words).behind("sh", "-c", "exec \"$@\" 2>/dev/null", "sh").run()) {
      int seen = command.awaitExit();
      String text = String.join("\n", command.lines());
      assertThat(seen).as("code of %s, which printed %s", List.of(words), text).isEqualTo(code);
      assertThat(text).startsWith("{").endsWith("}");
      assertThat(text.lines().filter("{"::equals)).as("documents").hasSize(1);
      return text;
    }
  }

  private static void assertReport(String json, boolean succeeded) {
    assertThat(json).contains("\"succeeded\" : " + succeeded);
    assertThat(json.lines().filter(line -> line.matches("  \"\\w+\" : .*")))
        .extracting(line -> line.replaceAll("^  \"(\\w+)\".*", "$1"))
        .containsExactlyElementsOf(FIELDS);
  }

  @Test
  void eachChangeIsReportedAsJsonWithTheFieldsOfTheLastOperation() {
    String program = Printing.in(operator.folder());
    try (RunningCluster _ = operator.start("-n", "shop", "-w", "1", program, "" + port)) {
      assertReport(json(0, "reload", "--json"), true);
      assertReport(json(0, "restart", "shop", "--json"), true);
      assertReport(json(0, "scale", "--json", "+1"), true);
      String status = String.join("\n", operator.get(0, "status", "--json"));
      String last = status.substring(status.indexOf("\"lastOperation\""));
      assertThat(last).contains(FIELDS.stream().map(name -> "\"" + name + "\"").toList());
      assertReport(json(0, "stop", "--json"), true);
    }
  }

  @Test
  void aChangeThatFailsIsReportedAsJsonAndByTheCode() {
    String program = Printing.in(operator.folder());
    String broken =
        Sources.write(
                operator.folder().resolve("Broken.java"),
                "void main() { System.err.println(\"too old\"); System.exit(9); }")
            .toString();
    try (RunningCluster _ = operator.start("-n", "shop", "-w", "1", program, "" + port)) {
      String failed = json(1, "reload", "--json", "--app", broken);
      assertReport(failed, false);
      assertThat(failed).contains("status 9", "too old");

      String refused = json(1, "reload", "--json", "--app", "nothere.jar");
      assertThat(refused).contains("\"succeeded\" : false", "\"summary\" : \"", "nothere.jar");
      operator.get(0, "stop");
    }
    assertThat(json(3, "restart", "shop", "--json")).contains("\"succeeded\" : false", "'shop'");
  }

  @Test
  void progressOfAChangeIsOnStandardError() {
    String program = Printing.in(operator.folder());
    try (RunningCluster _ = operator.start("-n", "shop", "-w", "1", program, "" + port)) {
      assertThat(operator.get(0, "restart", "--json"))
          .anyMatch(line -> line.matches("prefork: worker \\d+ .* listens on port " + port));
      operator.get(0, "stop");
    }
  }
}
