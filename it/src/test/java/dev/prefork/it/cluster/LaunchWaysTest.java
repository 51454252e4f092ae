package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whichever way the primary is started, the worker runs the same program in the same way. */
@Tag("thorough")
class LaunchWaysTest {
  private static final List<String> ARGUMENTS =
      List.of("two words", "", "\"quoted\"", "it's", "-Dno=option", "@no-file", "*", "ü");

  private static final String PROGRAM =
      """
      package told;

      import dev.prefork.Cluster;
      import java.util.Map;

      public class Told {
        public static void main(String[] args) {
          if (Cluster.isPrimary()) {
            tell("primary", args);
            Cluster.fork(Map.of("OVERLAY", "a b=c", "INHERITED", "changed"));
            Cluster.fork();
          } else {
            tell("worker " + System.getenv("PREFORK_WORKER_ID"), args);
            System.exit(0);
          }
        }

        private static void tell(String who, String[] args) {
          IO.println(who + " arguments " + String.join("|", args));
          IO.println(who + " property " + System.getProperty("some.name"));
          IO.println(who + " memory " + Runtime.getRuntime().maxMemory());
          IO.println(who + " module " + Told.class.getModule());
          IO.println(who + " overlay " + System.getenv("OVERLAY"));
          IO.println(who + " inherited " + System.getenv("INHERITED"));
        }
      }
      """;

  @TempDir private Path folder;
  private Path source;
  private Path classes;

  @BeforeEach
  void writeProgram() {
    source = Sources.write(folder.resolve("src/told/Told.java"), PROGRAM);
    classes = folder.resolve("classes");
  }

  private static void assertSameInWorker(String... words) {
    Start start = Start.java(words).option("-Xmx48m", "-Dsome.name=some value");
    ARGUMENTS.forEach(start::argument);
    try (RunningCluster cluster = start.variable("INHERITED", "yes").run()) {
      String told = String.join("|", ARGUMENTS);
      for (String who : List.of("primary", "worker 1", "worker 2")) {
        assertThat(said(cluster, who, "arguments")).isEqualTo(told);
        assertThat(said(cluster, who, "property")).isEqualTo("some value");
      }
      assertSame(cluster, "memory");
      assertSame(cluster, "module");
      assertThat(said(cluster, "worker 1", "overlay")).isEqualTo("a b=c");
      assertThat(said(cluster, "worker 1", "inherited")).isEqualTo("changed");
      assertThat(said(cluster, "worker 2", "overlay")).isEqualTo("null");
      assertThat(said(cluster, "worker 2", "inherited")).isEqualTo("yes");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  private static String said(RunningCluster cluster, String who, String what) {
    return cluster.awaitLine(who + " " + what + " (.*)").group(1);
  }

  private static void assertSame(RunningCluster cluster, String what) {
    String inPrimary = said(cluster, "primary", what).replaceAll("@.*", "");
    String inWorker = said(cluster, "worker 1", what).replaceAll("@.*", "");
    assertThat(inWorker).isEqualTo(inPrimary);
  }

  @Test
  void aMainClass() {
    Sources.compile("-cp", Start.PREFORK, "-d", classes, source);
    assertSameInWorker("-cp", Start.PREFORK + ":" + classes, "told.Told");
  }

  @Test
  void aJarWhoseManifestNamesTheLibrary() {
    Sources.compile("-cp", Start.PREFORK, "-d", classes, source);
    Path manifest =
        Sources.write(
            folder.resolve("manifest"),
            "Main-Class: told.Told\nClass-Path: " + Start.PREFORK.toUri() + "\n");
    Path jar = folder.resolve("told.jar");
    Sources.jar("cfm", jar, manifest, "-C", classes, ".");
    assertSameInWorker("-jar", jar.toString());
  }

  @Test
  void aModule() {
    Path declaration =
        Sources.write(
            folder.resolve("src/module-info.java"), "module told { requires dev.prefork; }");
    Sources.compile("-p", Start.PREFORK, "-d", classes, declaration, source);
    assertSameInWorker(
        "--enable-native-access=dev.prefork",
        "-p",
        Start.PREFORK + ":" + classes,
        "-m",
        "told/told.Told");
  }

  @Test
  void aSourceFile() {
    assertSameInWorker("-cp", Start.PREFORK.toString(), source.toString());
  }

  @Test
  void aMainMethodWithoutArgumentsInACompactSourceFile() {
    Path compact =
        Sources.write(
            folder.resolve("Compact.java"),
            """
            import dev.prefork.Cluster;

            void main() {
              if (Cluster.isPrimary()) Cluster.fork();
              else {
                IO.println("compact worker");
                System.exit(0);
              }
            }
            """);
    try (RunningCluster cluster =
        Start.java("-cp", Start.PREFORK.toString(), compact.toString()).run()) {
      cluster.awaitLine("compact worker");
      assertThat(cluster.awaitExit()).isZero();
    }
  }
}
