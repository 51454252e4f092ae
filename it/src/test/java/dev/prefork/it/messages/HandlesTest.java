package dev.prefork.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.messages.HandleCluster;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that are sent with messages. */
class HandlesTest {
  private static final String OPENS = "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED";

  private final int port = Client.freePort();

  private static RunningCluster relay() {
    RunningCluster relay = Start.program(HandleCluster.class).option(OPENS).run();
    relay.awaitLine("online");
    return relay;
  }

  private RunningCluster listening() {
    RunningCluster relay = relay();
    relay.tell("listen " + port);
    relay.awaitLine("listens");
    return relay;
  }

  private Client accepted(RunningCluster relay) {
    Client client = Client.connect(port);
    relay.tell("accept");
    relay.awaitLine("accepted");
    return client;
  }

  @Test
  void aConnectionThatIsSentIsTheWorkersAndNoLongerThePrimarys() {
    try (RunningCluster relay = listening();
        Client client = accepted(relay)) {
      relay.tell("give hello");
      relay.awaitLine("sent");
      assertThat(client.readLine()).matches("hello from the worker to /127.0.0.1:\\d+");
      assertThat(client.isEnded()).as("nobody else holds it").isTrue();
      relay.tell("open");
      relay.awaitLine("open false");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHandleArrivesInBlockingModeWhateverModeItWasSentIn(boolean blocking) {
    try (RunningCluster relay = listening();
        Client client = accepted(relay)) {
      relay.tell("mode " + blocking);
      relay.tell("give keep");
      relay.awaitLine("worker keeps, blocking true");
      relay.tell("order read");
      relay.tell("order unknown"); // heard when the read has returned
      relay.awaitLine("sent");
      assertThat(relay.lines("worker reads")).isEmpty();
      client.say("hi");
      relay.awaitLine("worker reads 3");
      relay.awaitLine("worker got unknown without handle");
    }
  }

  @Test
  void aConnectionThatIsSharedCanBeWrittenToByBoth() {
    try (RunningCluster relay = listening();
        Client client = accepted(relay)) {
      relay.tell("share keep");
      relay.awaitLine("sent");
      relay.tell("order say child");
      assertThat(client.readLine()).isEqualTo("child");
      relay.tell("say parent");
      assertThat(client.readLine()).isEqualTo("parent");
      relay.tell("idle");
      relay.tell("order say child again");
      assertThat(client.readLine()).isEqualTo("child again");
      relay.tell("order close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aWorkersConnectionIsSentToThePrimaryAndTheBytesOfItsPeerWithIt() {
    try (RunningCluster relay = listening()) {
      relay.tell("order connect " + port);
      relay.awaitLine("worker has sent it, open false");
      relay.awaitLine("primary got connection of /127.0.0.1:\\d+");
      relay.tell("accept");
      relay.awaitLine("accepted");
    }
  }

  @Test
  void aListeningChannelThatIsSentServesInTheWorker() {
    try (RunningCluster relay = listening()) {
      relay.tell("server");
      relay.awaitLine("worker serves given");
      try (Client client = Client.connect(port)) {
        assertThat(client.readLine()).startsWith("given from the worker");
        assertThat(client.isEnded()).isTrue();
      }
    }
  }

  @Test
  void aDatagramChannelThatIsSentReceivesAndSendsInTheWorker() throws Exception {
    try (RunningCluster relay = relay();
        DatagramSocket client = new DatagramSocket()) {
      relay.tell("udp " + port);
      relay.awaitLine("worker echoes");
      byte[] text = "ping".getBytes(StandardCharsets.UTF_8);
      client.setSoTimeout((int) Await.PATIENCE.toMillis());
      client.connect(InetAddress.getLoopbackAddress(), port);
      client.send(new DatagramPacket(text, text.length));
      DatagramPacket answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
          .isEqualTo("ping");
    }
  }

  @Test
  void handlesKeepTheirPlaceAmongTheMessagesThoughBothSidesSendAtOnce() {
    try (RunningCluster relay = relay()) {
      int before = Proc.descriptors(relay.pid());
      relay.tell("storm 200");
      relay.awaitLine("primary got tally 200");
      Await.until(
          "the primary has all of the worker's",
          () -> {
            relay.tell("tally");
            return relay.awaitLine("primary tally (\\d+)").group(1).equals("200");
          });
      Await.until("no descriptor is left", () -> Proc.descriptors(relay.pid()) <= before + 1);
    }
  }

  @Test
  void aConnectionThatIsSentTwiceIsRefusedTheSecondTimeAndHarmsNothing() {
    try (RunningCluster relay = listening();
        Client client = accepted(relay)) {
      relay.tell("give hello");
      relay.awaitLine("sent");
      relay.tell("give again");
      relay.awaitLine("unsent java.io.IOException: .*ClosedChannelException");
      assertThat(client.readLine()).startsWith("hello from the worker");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void aConnectionThatIsSentToADeadWorkerStaysTheSenders() {
    try (RunningCluster relay = listening();
        Client client = accepted(relay)) {
      relay.tell("kill");
      relay.awaitLine("exit 1 .*");
      relay.tell("give hello");
      relay.awaitLine("unsent java.io.IOException: the channel of worker 1 is closed");
      relay.tell("say still here");
      assertThat(client.readLine()).isEqualTo("still here");
    }
  }

  @Test
  void aServerChannelThatListensThroughThePrimaryIsNotSent() {
    try (RunningCluster relay = relay()) {
      relay.tell("order listen");
      relay.awaitLine("worker may not: .*ClusterServerSocketChannel.*");
    }
  }

  @Test
  void aPrimaryThatWasStartedWithoutTheOptionIsToldWhichOne() {
    try (RunningCluster relay = Start.program(HandleCluster.class).run()) {
      relay.awaitLine("online");
      relay.tell("listen " + port);
      relay.awaitLine("listens");
      try (Client client = accepted(relay)) {
        relay.tell("give hello");
        relay.awaitLine("refused give hello: .* --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
        relay.tell("order connect " + port);
        relay.awaitLine("failure .*worker 1 .*--add-opens.*");
        relay.awaitLine("primary got connection");
        relay.tell("say still here");
        assertThat(client.readLine()).isEqualTo("still here");
      }
    }
  }
}
