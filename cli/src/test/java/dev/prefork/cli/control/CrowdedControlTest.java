package dev.prefork.cli.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limit of the number of clients. */
@Timeout(60)
class CrowdedControlTest {
  private final List<SocketChannel> idle = new ArrayList<>();
  private Path folder;
  private ControlDirectory directory;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("pf");
    directory = new ControlDirectory(folder.resolve("prefork"));
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : idle) {
      channel.close();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private static AutoCloseable respond(Request request, Consumer<Answer> answers) {
    answers.accept(new Answer.Sent(1));
    return () -> {};
  }

  private void crowd(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      idle.add(SocketChannel.open(UnixDomainSocketAddress.of(directory.socket("shop"))));
    }
  }

  private Answer ask() throws IOException {
    return new ControlClient(directory, "shop").ask(new Request.Status());
  }

  private ControlServer serve(Duration request) throws IOException {
    var timeouts = new ControlServer.Timeouts(request, Duration.ofSeconds(30));
    return ControlServer.open(directory, "shop", CrowdedControlTest::respond, timeouts);
  }

  @Test
  void twoHundredIdleClientsDelayNobody() throws IOException {
    try (ControlServer _ = serve(Duration.ofSeconds(30))) {
      crowd(200);
      assertThat(ask()).isEqualTo(new Answer.Sent(1));
    }
  }

  @Test
  void oneClientTooManyIsRefusedWithTheReasonAndServedWhenAnotherDisconnects() throws Exception {
    try (ControlServer _ = serve(Duration.ofSeconds(30))) {
      crowd(ControlServer.MAX_CLIENTS);
      Answer.Refused refused = (Answer.Refused) ask();
      assertThat(refused.reason()).contains("256");
      idle.removeLast().close();
      awaitServed();
    }
  }

  @Test
  void clientsThatSendNothingAreDisconnectedAndMakeRoom() throws Exception {
    try (ControlServer _ = serve(Duration.ofMillis(500))) {
      crowd(ControlServer.MAX_CLIENTS);
      awaitServed();
    }
  }

  @Test
  void aClientThatSendsSingleBytesHasNoMoreTimeThanOthers() throws Exception {
    try (ControlServer _ = serve(Duration.ofMillis(500))) {
      crowd(1);
      SocketChannel slow = idle.getFirst();
      slow.configureBlocking(false);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (slow.read(ByteBuffer.allocate(1)) == 0) {
        assertThat(System.nanoTime()).as("disconnected").isLessThan(end);
        try {
          int _ = slow.write(ByteBuffer.wrap(" ".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
          break; // disconnected
        }
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(ask()).isEqualTo(new Answer.Sent(1));
    }
  }

  private void awaitServed() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!ask().equals(new Answer.Sent(1))) {
      assertThat(System.nanoTime()).as("served").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
