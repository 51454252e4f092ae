package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.DatagramClient;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A worker that leaves takes no datagram from the others, and answers those that it has taken. */
@Tag("thorough")
class DatagramLeavingTest {
  private static final int LAST = 10;
  private static final int BURST = 100;
  private static final List<String> BY =
      List.of("channel", "selector", "socket", "timed-socket", "adaptor");

  private final int port = Client.freePort();

  static Stream<Arguments> ways() {
    return BY.stream()
        .flatMap(by -> Stream.of("disconnect", "stop").map(way -> Arguments.of(by, way)));
  }

  private Start start(String by, String way, String... more) {
    List<String> arguments =
        Stream.concat(Stream.of("port=" + port, "by=" + by, "way=" + way), Stream.of(more))
            .toList();
    return Start.program(ScriptedCluster.class, arguments.toArray(String[]::new))
        .argument("worker=datagrams");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aWorkerGetsNoDatagramFromItsOwnCallOn(String by, String way) {
    try (RunningCluster cluster =
        start(by, way, "workers=4", "leavers=3").run().awaitListening(1, 2, 3, 4)) {
      try (DatagramClient client = new DatagramClient(port)) {
        while (cluster.lines("exit").size() < 3) {
          List<Answer> answers = client.askAtOnce(BURST);
          assertThat(answers).as("all are answered").hasSize(BURST);
          assertThat(answers).allMatch(answer -> answer.worker() == 4 || answer.count() <= LAST);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"channel", "selector", "socket"})
  void aWorkerThatKillsItselfGetsNoneEither(String by) {
    try (RunningCluster cluster =
        start(by, "kill", "workers=2", "leavers=1").run().awaitListening(1, 2)) {
      try (DatagramClient client = new DatagramClient(port)) {
        while (cluster.lines("exit").isEmpty()) {
          assertThat(client.askAtOnce(BURST))
              .allMatch(answer -> answer.worker() == 2 || answer.count() <= LAST);
        }
      }
    }
  }

  static Stream<Arguments> ends() {
    String closed = "java.nio.channels.AsynchronousCloseException";
    String socket = "java.net.SocketException: Socket closed";
    return Stream.of("platform", "virtual")
        .flatMap(
            thread ->
                Stream.of(
                    Arguments.of("channel", thread, closed),
                    Arguments.of("socket", thread, socket),
                    Arguments.of("adaptor", thread, socket)));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aReceiveThatIsUnderWayWaitsQuietlyAndEndsAsIfTheSocketWereClosed(
      String by, String thread, String end) {
    int tcp = Client.freePort();
    try (RunningCluster cluster =
        start(by, "disconnect", "workers=2", "tcp=" + tcp, thread, "joined").run().ports(2)) {
      IntStream.rangeClosed(1, 2).forEach(worker -> cluster.awaitListening(worker, worker));
      try (Client open = Client.connect(tcp).say("hold")) {
        String holder = open.readLine().split(" ", 3)[1];
        cluster.tell("send " + holder + " leave");
        cluster.awaitLine("sent " + holder);
        Await.until("it leaves", () -> answersOfOthers(holder, BURST));
        assertThat(answersOfOthers(holder, BURST)).isTrue();
        assertThat(cluster.lines("ended")).isEmpty();
        open.say("end");
        assertThat(open.answer().question()).isEqualTo("end");
        cluster.awaitLine("ended " + holder + " " + end);
        cluster.awaitLine("exit " + holder + " .* 0");
        assertThat(cluster.lines("ended")).hasSize(1);
      }
    }
  }

  private boolean answersOfOthers(String worker, int count) {
    int number = Integer.parseInt(worker);
    try (DatagramClient client = new DatagramClient(port)) {
      return client.askAtOnce(count).stream().noneMatch(answer -> answer.worker() == number);
    }
  }

  /** A selector that goes on telling of the datagrams of others would take a whole processor. */
  @Test
  void aSelectorOfALeavingWorkerIsQuiet() {
    int tcp = Client.freePort();
    try (RunningCluster cluster =
        start("selector", "disconnect", "workers=2", "tcp=" + tcp).run().ports(2)) {
      IntStream.rangeClosed(1, 2).forEach(worker -> cluster.awaitListening(worker, worker));
      try (Client open = Client.connect(tcp).say("hold")) {
        int holder = Integer.parseInt(open.readLine().split(" ", 3)[1]);
        cluster.tell("send " + holder + " leave");
        cluster.awaitLine("sent " + holder);
        Await.until("it leaves", () -> answersOfOthers(Integer.toString(holder), BURST));
        Proc.stop(cluster.pid(3 - holder)); // so that what comes is not read
        try (DatagramClient client = new DatagramClient(port)) {
          client.say("nobody reads this");
          long before = Proc.processorTime(cluster.pid(holder));
          Await.rest(Duration.ofSeconds(1));
          assertThat(Proc.processorTime(cluster.pid(holder)) - before).isLessThan(30);
        }
        Proc.signal(cluster.pid(3 - holder), "CONT");
      }
      cluster.awaitLine("exit .* 0");
    }
  }
}
