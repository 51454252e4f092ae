package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloorRuleTest {

  @ParameterizedTest
  @CsvSource({
    "internal.ipc, internal.sys.Fd",
    "internal.ipc, model.Id",
    "internal.ipc.message, internal.ipc.Frame",
    "internal.dispatch, internal.dispatch.queue.HandoffQueue",
    "internal.nio, internal.sys.Fd",
    "internal.primary, internal.dispatch.Port",
    "internal.worker, internal.nio.Provider",
    "internal.supervisor, Cluster",
    "internal.supervisor, internal.primary.Fleet",
    "internal.supervisor, internal.supervisor.plan.Planner",
    "internal.supervisor, supervisor.model.Report",
    "supervisor, internal.supervisor.Loop",
    "cli, supervisor.Supervisor",
    "cli, cli.config.Key",
    "internal.sys, internal.sys.Fd",
  })
  void aRoomMayUseWhatIsBelowItAndItself(String room, String used) {
    assertThat(violations(room, "import dev.prefork." + used + ";")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "model, internal.sys.Fd, 'model (floor 0) may not use internal.sys (floor 1)'",
    "internal.ipc, internal.ipc.message.Hello, 'internal.ipc (floor 2) may not use"
        + " internal.ipc.message (floor 3)'",
    "internal.nio.udp, internal.nio.listen.A, 'internal.nio.udp (floor 6) may not use"
        + " internal.nio.listen (floor 6)'",
    "internal.primary, Cluster, 'internal.primary (floor 7) may not use the API (floor 9)'",
    "internal.supervisor, internal.sys.Fd, 'internal.supervisor may not use internal.sys'",
    "internal.supervisor.plan, internal.supervisor.Loop, 'internal.supervisor.plan (floor 12) may"
        + " not use internal.supervisor (floor 13)'",
    "supervisor, internal.nio.Provider, 'supervisor may not use internal.nio'",
    "cli, internal.primary.Fleet, 'cli may not use internal.primary'",
    "internal.worker, attic.Old, 'attic stands on no floor; FloorRule has the table'",
  })
  void aRoomMayNotUseTheRest(String room, String used, String rule) {
    assertThat(violations(room, "import dev.prefork." + used + ";"))
        .containsExactly("Made.java:3: dev.prefork." + used + ": " + rule);
  }

  @Test
  void theApiUsesEverythingBelowIt() {
    var api = "package dev.prefork;\nimport dev.prefork.internal.primary.Fleet;\n";
    assertThat(FloorRule.violations("Made.java", api)).isEmpty();
    assertThat(FloorRule.violations("Made.java", api + "import dev.prefork.supervisor.Plan;"))
        .containsExactly(
            "Made.java:3: dev.prefork.supervisor.Plan: the API (floor 9) may not use supervisor"
                + " (floor 14)");
  }

  @Test
  void everyWayToNameAClassCounts() {
    assertThat(violations("internal.sys", "import static dev.prefork.internal.ipc.Frame.read;"))
        .hasSize(1);
    assertThat(violations("internal.sys", "import dev.prefork.internal.ipc.*;")).hasSize(1);
    assertThat(violations("internal.sys", "import dev.prefork.*;")).hasSize(1);
    assertThat(violations("internal.sys", "class A { dev.prefork.internal.ipc.Frame f; }"))
        .hasSize(1);
    assertThat(
            violations(
                "internal.sys",
                "class A { Object o = new dev.prefork\n    .internal.ipc.Frame(); }"))
        .containsExactly(
            "Made.java:3: dev.prefork.internal.ipc.Frame:"
                + " internal.sys (floor 1) may not use internal.ipc (floor 2)");
    assertThat(
            violations(
                "internal.sys",
                "import dev.prefork.internal.ipc.A;\nimport dev.prefork.internal.nio.B;"))
        .hasSize(2);
  }

  @Test
  void commentsAndTextDoNotCount() {
    assertThat(
            violations(
                "internal.sys",
                """
                // dev.prefork.internal.ipc.A
                /** {@link dev.prefork.internal.ipc.B} */
                /// [dev.prefork.internal.ipc.C]
                class D {
                  String e = "a \\" dev.prefork.internal.ipc.E", f = "/*";
                  char g = '"', h = '\\'';
                  String i = \"""
                      dev.prefork.internal.ipc.I "quoted" \\\"""
                      \""";
                }
                """))
        .isEmpty();
  }

  @Test
  void codeAfterTextCountsOnItsLine() {
    assertThat(
            violations(
                "internal.sys",
                """
                /* a
                   b */
                class C {
                  String d = \"""
                      e
                      \""", f = "/*" + dev.prefork.internal.ipc.G.H;
                }
                """))
        .singleElement()
        .asString()
        .startsWith("Made.java:8: dev.prefork.internal.ipc.G.H:");
  }

  @Test
  void aFileMustBeInAKnownRoom() {
    assertThat(violations("attic", ""))
        .containsExactly("Made.java:1: room attic stands on no floor; FloorRule has the table");
    assertThat(FloorRule.violations("Made.java", "class A {}"))
        .containsExactly("Made.java:1: is in no package under dev.prefork");
  }

  private static List<String> violations(String room, String code) {
    return FloorRule.violations("Made.java", "package dev.prefork." + room + ";\n\n" + code);
  }
}
