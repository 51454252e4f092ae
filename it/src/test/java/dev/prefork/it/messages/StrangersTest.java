package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.Stranger;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections that break the protocol are refused, and the cluster keeps serving. */
class StrangersTest {
  private static final byte[] NOTHING = {};
  private static final int MOST_SILENT = 64;
  private static final int PORT = Client.freePort();
  private static RunningCluster cluster;

  @BeforeAll
  static void start() {
    cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + PORT)
            .run()
            .awaitListening(1, 2);
    assertServes(); // by now the primary has the workers' twins, and the count of its descriptors
    // stays
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static void assertServes() {
    assertThat(Client.askTimes(4, PORT)).extracting(Answer::worker).contains(1, 2);
    assertThat(cluster.lines("disconnect")).isEmpty();
  }

  static Stream<Arguments> wrongWords() {
    return Stream.of(
        Arguments.of("no PF mark", Stranger.garbage()),
        Arguments.of("larger than the \\d+ allowed", Stranger.frame('H', 1 << 30, NOTHING)),
        Arguments.of("larger than the \\d+ allowed", Stranger.frame('H', -1, NOTHING)),
        Arguments.of("unknown frame type", Stranger.frame('?', NOTHING)),
        Arguments.of("expected HELLO or LISTEN", Stranger.frame('M', new byte[4])),
        Arguments.of("expected HELLO or LISTEN", Stranger.frame('D', NOTHING)),
        Arguments.of("HELLO frame is malformed", Stranger.frame('H', new byte[3])),
        Arguments.of("LISTEN frame is malformed", Stranger.frame('L', new byte[30])),
        Arguments.of(
            "sent a token that belongs to no worker", Stranger.frame('H', Stranger.hello())),
        Arguments.of(
            "sent a token that belongs to no worker", Stranger.frame('L', Stranger.listen())));
  }

  @ParameterizedTest
  @MethodSource("wrongWords")
  void wrongWordsEndTheConversationWithALineInTheLog(String reason, byte[] words) {
    try (Stranger stranger = Stranger.at(cluster.socket()).say(words)) {
      stranger.awaitRefusal();
      cluster.awaitLine(".*refused a connection to the workers' socket: .*" + reason + ".*");
    }
    assertServes();
  }

  @Test
  void ofSilentStreamsOfOneProcessSixtyFourAreKeptAndNoneDoesHarmOrLeavesAnything() {
    int before = Proc.descriptors(cluster.pid());
    List<Stranger> silent =
        Stream.generate(() -> Stranger.at(cluster.socket())).limit(100).toList();
    silent.stream().skip(MOST_SILENT).forEach(Stranger::awaitRefusal);
    assertThat(Proc.descriptors(cluster.pid())).isEqualTo(before + MOST_SILENT);
    assertServes();
    silent.forEach(Stranger::close);
    Await.untilEqual("descriptors", before, () -> Proc.descriptors(cluster.pid()));
  }

  @Test
  void whoBreaksOffInTheMiddleLeavesNothing() {
    int before = Proc.descriptors(cluster.pid());
    try (Stranger stranger = Stranger.at(cluster.socket())) {
      stranger.say(Stranger.frame('H', 22, new byte[10]));
    }
    Await.untilEqual("descriptors", before, () -> Proc.descriptors(cluster.pid()));
    assertServes();
  }

  @Test
  void onlyTheOwnUserFindsTheSocket() throws Exception {
    var directory = cluster.socket().getParent();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }

  @Test
  void aWorkerThatSaysTooMuchLosesItsChannelAndNobodyElse() {
    int port = Client.freePort();
    try (RunningCluster limited =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + port, "largest=1000")
            .run()
            .awaitListening(1, 2)) {
      limited.tell("send 1 babble 900");
      limited.awaitLine("message 1 x+");
      limited.tell("send 1 babble 2000");
      limited.awaitLine(".*the channel of worker 1 is closed: .* larger than the 1000 allowed");
      limited.awaitLine("failure 1 .* larger than the 1000 allowed");
      limited.awaitLine("disconnect 1 .*");
      limited.awaitLine("exit 1 \\d+ 0");
      assertThat(Client.askTimes(4, port)).extracting(Answer::worker).containsOnly(2);
    }
  }
}
