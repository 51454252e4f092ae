package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application depends on is its own matter. */
class OwnDependenciesTest {
  /** No version of Gson has ever looked like this: whoever else used it would fail. */
  private static final String GSON =
      """
      package com.google.gson;

      public class Gson {
        public String version() {
          return "of the application";
        }
      }
      """;

  private static final String PROGRAM =
      """
      import com.google.gson.Gson;
      import dev.prefork.Cluster;
      import dev.prefork.Message;
      import java.util.Map;

      public class Application {
        public static void main(String[] args) {
          if (Cluster.isPrimary()) {
            Cluster.fork().send(Map.of("question", "version?"));
            Cluster.on(Message.class, reply -> {
              IO.println("primary " + new Gson().version());
              IO.println("reply " + reply.body());
              reply.worker().disconnect();
            });
          } else {
            Cluster.worker().on(Message.class, message -> {
              IO.println("worker " + new Gson().version());
              Cluster.worker().send(Map.of("answer", message.body()));
            });
          }
        }
      }
      """;

  @TempDir private Path folder;

  @Test
  void anApplicationSeesItsOwnVersionOfWhatTheLibraryUses() {
    Path gson = Sources.write(folder.resolve("com/google/gson/Gson.java"), GSON);
    Path program = Sources.write(folder.resolve("Application.java"), PROGRAM);
    Path classes = folder.resolve("classes");
    Sources.compile("-cp", Start.PREFORK, "-d", classes, gson, program);
    try (RunningCluster cluster =
        Start.java("-cp", Start.PREFORK + ":" + classes, "Application").run()) {
      cluster.awaitLine("worker of the application");
      cluster.awaitLine("primary of the application");
      cluster.awaitLine("reply \\{answer=\\{question=version\\?\\}\\}");
      assertThat(cluster.awaitExit()).isZero();
    }
  }

  @Test
  void whatTheLibraryUsesCannotBeSeenThroughIt() {
    Path program =
        Sources.write(
            folder.resolve("Seen.java"),
            """
            void main() {
              for (var name : new String[] {"com.google.gson.Gson", "org.jspecify.annotations.Nullable"}) {
                try {
                  Class.forName(name);
                  IO.println("visible " + name);
                } catch (ClassNotFoundException e) {
                  IO.println("hidden " + name);
                }
              }
            }
            """);
    try (RunningCluster seen =
        Start.java("-cp", Start.PREFORK.toString(), program.toString()).run()) {
      seen.awaitLine("hidden com.google.gson.Gson");
      seen.awaitLine("hidden org.jspecify.annotations.Nullable");
      assertThat(seen.awaitExit()).isZero();
    }
  }
}
