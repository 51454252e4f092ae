package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a generation runs. */
class ReleasedSettingsTest {
  @TempDir Path given;
  private Path folder;

  @BeforeEach
  void release() throws IOException {
    folder = given.toRealPath();
    Files.createDirectory(folder.resolve("v1"));
    Files.writeString(folder.resolve("v1/app.jar"), "");
    Files.createSymbolicLink(folder.resolve("current"), Path.of("v1"));
    Files.createSymbolicLink(folder.resolve("app.jar"), Path.of("v1/app.jar"));
  }

  private String pinnedExec(String exec) {
    return ReleasedSettings.of(Cluster.settings().withExec(exec), WarmUpRequests.NONE)
        .pinned()
        .exec();
  }

  private String pinnedClassPath(String classPath) {
    return ReleasedSettings.of(Cluster.settings().withClassPath(classPath), WarmUpRequests.NONE)
        .pinned()
        .classPath();
  }

  @Test
  void aSymbolicLinkIsFollowedOnce() {
    assertThat(pinnedExec(folder + "/app.jar")).isEqualTo(folder + "/v1/app.jar");
    assertThat(pinnedExec(folder + "/current/app.jar")).isEqualTo(folder + "/v1/app.jar");
  }

  @Test
  void aClassPathHasLinksToo() {
    assertThat(pinnedClassPath(folder + "/current:" + folder + "/current/*:"))
        .isEqualTo(folder + "/v1:" + folder + "/v1/*:");
  }

  @Test
  void pathsInTheJvmsOptionsAndTheDirectoryHaveLinksToo() {
    Settings settings =
        Cluster.settings()
            .withExec("com.example.Main")
            .withCwd(folder.resolve("current"))
            .withExecArgv(
                List.of(
                    "-Xmx64m",
                    "--module-path",
                    folder + "/current:" + folder + "/v1",
                    "--patch-module=some=" + folder + "/current",
                    "-javaagent:" + folder + "/app.jar=port=1",
                    "-Xlog:gc:" + folder + "/current/gc.log"));
    Settings pinned = ReleasedSettings.of(settings, WarmUpRequests.NONE).pinned();
    assertThat(pinned.cwd()).isEqualTo(folder.resolve("v1"));
    assertThat(pinned.execArgv())
        .containsExactly(
            "-Xmx64m",
            "--module-path",
            folder + "/v1:" + folder + "/v1",
            "--patch-module=some=" + folder + "/v1",
            "-javaagent:" + folder + "/v1/app.jar=port=1",
            "-Xlog:gc:" + folder + "/current/gc.log");
  }

  @Test
  void allElseIsAsItWasGiven() {
    assertThat(pinnedExec("com.example.Main")).isEqualTo("com.example.Main");
    assertThat(pinnedExec(folder + "/v1/app.jar")).isEqualTo(folder + "/v1/app.jar");
    assertThat(pinnedExec(folder + "/nothere.jar")).isEqualTo(folder + "/nothere.jar");
    assertThat(ReleasedSettings.of(Cluster.settings(), WarmUpRequests.NONE).pinned())
        .isEqualTo(Cluster.settings());
  }
}
