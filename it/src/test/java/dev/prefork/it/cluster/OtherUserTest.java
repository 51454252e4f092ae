package dev.prefork.it.cluster;

import static dev.prefork.it.harness.OtherUser.GID;
import static dev.prefork.it.harness.OtherUser.UID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.OtherUser;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.SettingsCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Workers that become another user before they run anything of the application's. */
class OtherUserTest {
  private static void setUser(RunningCluster cluster) {
    cluster.tell("set uid " + UID);
    cluster.tell("set gid " + GID);
  }

  private static String four(int id) {
    return " %d %d %d %d".formatted(id, id, id, id);
  }

  @Test
  void theProgramAndEveryThreadRunAsTheUserAndTheGroupWithoutFurtherGroups() throws IOException {
    try (RunningCluster cluster = OtherUser.cluster()) {
      setUser(cluster);
      cluster.tell("fork");
      cluster.awaitLine("identity 1 Uid:" + four(UID) + " Gid:" + four(GID) + " Groups:");
      cluster.awaitLine("message 1");
      assertThat(tasks(cluster.pid(1))).isNotEmpty().allMatch(OtherUserTest::isOther);
      end(cluster, 1);
    }
  }

  private static List<Path> tasks(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.toList();
    }
  }

  private static boolean isOther(Path task) {
    try {
      String status = Files.readString(task.resolve("status")).replaceAll("\\s+", " ");
      return status.contains("Uid:" + four(UID)) && status.contains("Gid:" + four(GID));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void itServesAndIsServedLikeAnyOther() throws IOException {
    int port = Client.freePort();
    try (RunningCluster cluster = OtherUser.cluster()) {
      cluster.tell("set args serve " + port);
      cluster.tell("fork");
      setUser(cluster);
      cluster.tell("fork");
      cluster.awaitLine("message 1");
      cluster.awaitLine("message 2");
      cluster.awaitLine("listening 1");
      cluster.awaitLine("listening 2");
      assertThat(Client.askTimes(4, port).map(answer -> answer.worker()))
          .containsExactlyInAnyOrder(1, 1, 2, 2);
      assertThat(Files.getOwner(Path.of("/proc/" + cluster.pid(2) + "/environ")).getName())
          .as("whose the process is to the tools of its user")
          .isEqualTo(Integer.toString(UID));
      end(cluster, 2);
      end(cluster, 1);
    }
  }

  /** By itself: a worker of another user cannot clean up after a primary that was killed. */
  private static void end(RunningCluster cluster, int worker) {
    cluster.tell("disconnect " + worker);
    cluster.awaitLine("exit " + worker + " \\d+ 0");
  }

  @Test
  void theSocketIsOpenToNobodyElseUntilItHasTo() throws IOException {
    try (RunningCluster cluster = OtherUser.cluster()) {
      cluster.tell("fork");
      cluster.awaitLine("message 1");
      Path directory = cluster.socket().getParent();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      setUser(cluster);
      cluster.tell("fork");
      cluster.awaitLine("message 2");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx--x--x");
      end(cluster, 2);
    }
  }

  @Test
  void aWorkerThatMayNotBecomeTheUserEndsWithOneClearLineAndThePrimaryLives() {
    Start start = Start.program(SettingsCluster.class);
    if (OtherUser.isRoot()) {
      start.behind("setpriv", "--bounding-set", "-setuid,-setgid", "--inh-caps", "-all");
    }
    try (RunningCluster cluster = start.run()) {
      cluster.tell("set stdio ignore inherit inherit");
      cluster.tell("set uid " + UID);
      cluster.tell("fork");
      cluster.awaitLine(
          "prefork: worker 1 cannot switch to user "
              + UID
              + ": setgroups on this process failed: Operation not permitted \\(EPERM\\);"
              + " start the primary as root or remove the settings uid and gid");
      cluster.awaitLine("exit 1 \\d+ 1");
      cluster.tell("settings");
      cluster.awaitLine("settings .*");
      assertThat(cluster.lines("identity")).isEmpty();
    }
  }
}
