package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers at a path. Each worker deletes the path before it binds, as programs do. */
class UnixServerTest {
  @TempDir private Path directory;

  private Start program(Path path, String... more) {
    return Start.program(ScriptedCluster.class, more).argument("path=" + path);
  }

  private Path path() {
    return directory.resolve("s");
  }

  private static List<Answer> ask(int times, Path path) {
    return IntStream.range(0, times).mapToObj(_ -> Client.ask(path)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "sticky"}) // as there are no addresses
  void workersThatEachDeleteThePathServeItInTurn(String policy) {
    try (RunningCluster cluster =
        program(path(), "workers=3", "policy=" + policy).run().awaitListening(1, 2, 3)) {
      assertThat(ask(9, path()))
          .extracting(Answer::worker)
          .containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
      assertThat(cluster.lines("listening"))
          .allMatch(line -> line.endsWith(" " + path()))
          .hasSize(3);
      cluster.tell("disconnect all");
      assertThat(cluster.awaitExit()).isZero();
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void underNoneTheySShareIt() {
    try (RunningCluster cluster =
        program(path(), "workers=3", "policy=none").run().awaitListening(1, 2, 3)) {
      for (int worker : new int[] {1, 2, 3}) {
        int served = Client.ask(path()).worker();
        Proc.stop(cluster.pid(served)); // so that it is another's turn
        assertThat(worker).isPositive();
      }
    }
  }

  @Test
  void aClientThatWaitsIsServedAlthoughThePathIsDeleted() {
    try (RunningCluster cluster = program(path()).run().awaitListening(1)) {
      Client.ask(path()); // so that the worker is ready for its connections to be taken back
      Proc.stop(cluster.pid(1));
      try (Client first = Client.connect(path()).say("who");
          Client second = Client.connect(path()).say("who")) {
        cluster.tell("fork");
        cluster.awaitListening(2);
        assertThat(first.answer().worker()).isEqualTo(2);
        assertThat(second.answer().worker()).isEqualTo(2);
      }
    }
  }

  @Test
  void aReplacementServesWhatWaited() {
    try (RunningCluster cluster = program(path(), "refork").run().awaitListening(1)) {
      Proc.stop(cluster.pid(1));
      try (Client client = Client.connect(path()).say("who")) {
        Proc.signal(cluster.pid(1), "KILL");
        assertThat(client.answer().worker()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none"})
  void aRelativePathInADeepDirectoryIsTheWorkersOwn(String policy) throws IOException {
    Path deep = Files.createDirectories(directory.resolve("d".repeat(120)));
    Path link = Files.createSymbolicLink(directory.resolve("l"), deep);
    try (RunningCluster _ =
        program(Path.of("s"), "workers=2")
            .variable("PREFORK_SCHED_POLICY", policy)
            .behind("sh", "-c", "cd " + deep + " && exec \"$@\"", "sh")
            .run()
            .awaitListening(1, 2)) {
      assertThat(ask(4, link.resolve("s"))).extracting(Answer::worker).isSubsetOf(1, 2);
    }
  }

  @Test
  void aPathThatSomebodyElseServesIsABindException() throws IOException {
    try (ServerSocketChannel foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        RunningCluster cluster =
            Start.program(ScriptedCluster.class, "server=none", "persistent").run()) {
      foreign.bind(UnixDomainSocketAddress.of(path()));
      cluster.awaitLine("online 1 .*");
      cluster.tell("send 1 listen kept:" + path());
      cluster.awaitLine("unbound 1 java.net.BindException: Address already in use.*");
    }
    assertThat(path()).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "none"})
  void permissionsThatAWorkerSetsAreThoseOfThePath(String policy) throws IOException {
    try (RunningCluster cluster =
        program(path(), "workers=1")
            .variable("PREFORK_SCHED_POLICY", policy)
            .run()
            .awaitListening(1)) {
      Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rwxrwxrwx"));
      cluster.tell("fork");
      cluster.awaitListening(2);
      assertThat(Files.getPosixFilePermissions(path())).hasSize(9);
    }
  }

  @Test
  void aPrimaryThatIsTerminatedLeavesNothingAtThePath() {
    try (RunningCluster cluster = program(path()).run().awaitListening(1)) {
      Proc.signal(cluster.pid(), "TERM");
      assertThat(cluster.awaitExit()).isEqualTo(143);
    }
    assertThat(directory).isEmptyDirectory();
  }
}
