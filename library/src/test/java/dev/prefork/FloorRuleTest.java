package dev.prefork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloorRuleTest {

  @ParameterizedTest
  @CsvSource({
    "ipc, sys.Fd",
    "ipc, model.Id",
    "dispatch, ipc.Channel",
    "nio, sys.Fd",
    "primary, dispatch.Port",
    "worker, nio.Provider",
    "supervise, Cluster",
    "supervise, primary.Fleet",
    "supervise, model.Id",
    "supervise, host.ServiceManager",
    "cli, supervise.Supervisor",
    "sys, sys.linux.Epoll",
    "sys.linux, sys.Fd",
  })
  void aRoomMayUseWhatIsBelowItAndItself(String room, String used) {
    assertThat(violations(room, "import dev.prefork." + used + ";")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "sys, model.Id, 'sys (floor 0) may use no other room, not model (floor 0)'",
    "model, sys.Fd, 'model (floor 0) may use no other room, not sys (floor 0)'",
    "ipc, nio.Provider, 'ipc (floor 1) may use only rooms of lower floors, not nio (floor 2)'",
    "nio, dispatch.Port, 'nio (floor 2) may use only rooms of lower floors, not dispatch (floor"
        + " 2)'",
    "host, ipc.Channel, 'host (floor 1) may use only rooms of lower floors, not ipc (floor 1)'",
    "primary, Cluster, 'primary (floor 3) may use only rooms of lower floors, not the doors (floor"
        + " 4)'",
    "worker, primary.Fleet, 'worker (floor 3) may use only rooms of lower floors, not primary"
        + " (floor 3)'",
    "supervise, sys.Fd, 'supervise (floor 5) may use only host, launch, model, primary, the doors,"
        + " worker, not sys (floor 0)'",
    "supervise, ipc.Channel, 'supervise (floor 5) may use only host, launch, model, primary, the"
        + " doors, worker, not ipc (floor 1)'",
    "supervise, dispatch.Port, 'supervise (floor 5) may use only host, launch, model, primary, the"
        + " doors, worker, not dispatch (floor 2)'",
    "supervise, nio.Provider, 'supervise (floor 5) may use only host, launch, model, primary, the"
        + " doors, worker, not nio (floor 2)'",
    "cli, primary.Fleet, 'cli (floor 6) may use only host, model, supervise, the doors, not primary"
        + " (floor 3)'",
    "worker, attic.Old, 'attic stands on no floor; FloorRule has the table'",
  })
  void aRoomMayNotUseTheRest(String room, String used, String rule) {
    assertThat(violations(room, "import dev.prefork." + used + ";"))
        .containsExactly("Made.java:3: dev.prefork." + used + ": " + rule);
  }

  @Test
  void theDoorsUseEverythingBelowThem() {
    var doors =
        "package dev.prefork;\nimport dev.prefork.primary.Fleet;\nimport dev.prefork.sys.*;\n";
    assertThat(FloorRule.violations("Made.java", doors)).isEmpty();
    assertThat(FloorRule.violations("Made.java", doors + "import dev.prefork.supervise.Plan;"))
        .singleElement()
        .asString()
        .startsWith("Made.java:4: dev.prefork.supervise.Plan: the doors (floor 4) may use");
  }

  @Test
  void everyWayToNameAClassCounts() {
    assertThat(violations("sys", "import static dev.prefork.ipc.Frame.read;")).hasSize(1);
    assertThat(violations("sys", "import dev.prefork.ipc.*;")).hasSize(1);
    assertThat(violations("sys", "import dev.prefork.*;")).hasSize(1);
    assertThat(violations("sys", "class A { dev.prefork.ipc.Frame f; }")).hasSize(1);
    assertThat(violations("sys", "class A { Object o = new dev.prefork\n    .ipc.Frame(); }"))
        .containsExactly(
            "Made.java:3: dev.prefork.ipc.Frame:"
                + " sys (floor 0) may use no other room, not ipc (floor 1)");
    assertThat(violations("sys", "import dev.prefork.ipc.A;\nimport dev.prefork.nio.B;"))
        .hasSize(2);
  }

  @Test
  void commentsAndTextDoNotCount() {
    assertThat(
            violations(
                "sys",
                """
                // dev.prefork.ipc.A
                /** {@link dev.prefork.ipc.B} */
                /// [dev.prefork.ipc.C]
                class D {
                  String e = "a \\" dev.prefork.ipc.E", f = "/*";
                  char g = '"', h = '\\'';
                  String i = \"""
                      dev.prefork.ipc.I "quoted" \\\"""
                      \""";
                }
                """))
        .isEmpty();
  }

  @Test
  void codeAfterTextCountsOnItsLine() {
    assertThat(
            violations(
                "sys",
                """
                /* a
                   b */
                class C {
                  String d = \"""
                      e
                      \""", f = "/*" + dev.prefork.ipc.G.H;
                }
                """))
        .singleElement()
        .asString()
        .startsWith("Made.java:8: dev.prefork.ipc.G.H:");
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
