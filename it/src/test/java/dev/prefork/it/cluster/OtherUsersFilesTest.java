package dev.prefork.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.OtherUser;
import dev.prefork.it.harness.RunningCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A primary of root's makes and removes the paths of Unix-domain sockets for workers of another
 * user, and none that this user could not make or remove.
 */
class OtherUsersFilesTest {
  private RunningCluster cluster;
  private Path directory;
  private Path socket;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(OtherUser.isRoot(), "only root can give its workers to others");
    cluster = OtherUser.cluster();
    directory = Files.createDirectory(cluster.temporary().resolve("place"));
    OtherUser.allow(directory, "rwxr-xr-x");
    socket = directory.resolve("app.sock");
  }

  @AfterEach
  void stop() {
    if (cluster != null) {
      cluster.close();
    }
  }

  private void bind(String expected) {
    cluster.tell("set uid " + OtherUser.UID);
    cluster.tell("set gid " + OtherUser.GID);
    cluster.tell("set args bind " + socket);
    cluster.tell("fork");
    cluster.awaitLine(expected);
  }

  /** By itself: a worker of another user cannot clean up after a primary that was killed. */
  private void end() {
    cluster.tell("disconnect 1");
    cluster.awaitLine("exit 1 \\d+ 0");
  }

  @Test
  void whereTheUserMayNotWriteNothingIsMadeAndTheLogOfItsEndSaysWhy() throws IOException {
    bind("unbound 1 .*Permission denied.*");
    ProcessHandle.of(cluster.pid(1)).orElseThrow().destroyForcibly();
    cluster.awaitLine("exit 1 \\d+ .*");
    cluster.awaitLine(
        ".*worker 1 cannot listen: bind on .*app.sock failed: Permission denied \\(EACCES\\);"
            + " the worker's user must be able to write to the directory");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whereTheUserMayWriteTheSocketIsTheUsersAndGoesWithThePort() throws IOException {
    OtherUser.give(directory);
    bind("bound 1 ");
    assertThat(Client.ask(socket).worker()).isEqualTo(1);
    assertThat(Files.getAttribute(socket, "unix:uid")).isEqualTo(OtherUser.UID);
    assertThat(Files.getAttribute(socket, "unix:gid")).isEqualTo(OtherUser.GID);
    end();
    Await.until("the paths are gone", () -> directory.toFile().list().length == 0);
  }

  @Test
  void aDirectoryThatTheUserHasExchangedMeanwhileKeepsItsFiles() throws IOException {
    OtherUser.give(directory);
    bind("bound 1 ");
    Path precious = Files.createDirectory(cluster.temporary().resolve("precious"));
    Path spare = directory.resolve(".app.sock.prefork");
    Files.createLink(precious.resolve("app.sock"), socket);
    Files.createLink(precious.resolve(".app.sock.prefork"), spare);
    Files.move(directory, directory.resolveSibling("moved"));
    Files.createSymbolicLink(directory, precious);
    end();
    cluster.awaitLine(".*a socket's path cannot be removed: .*AccessDenied.*");
    assertThat(precious.toFile().list()).hasSize(2);
  }
}
