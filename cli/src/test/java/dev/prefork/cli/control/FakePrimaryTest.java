package dev.prefork.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a primary answers, a command reports it in one line with the name of the cluster. */
@Timeout(60)
class FakePrimaryTest {
  private static final String SENTENCE = "[a-z][^\\n]+: [^\\n]+";

  private Path folder;
  private ControlDirectory directory;
  private ServerSocketChannel primary;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("pf");
    directory = new ControlDirectory(folder);
    primary = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    primary.bind(UnixDomainSocketAddress.of(directory.socket("shop")), 1);
  }

  @AfterEach
  void close() throws IOException {
    primary.close();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private ControlClient client() {
    return new ControlClient(directory, "shop");
  }

  /** Answers each client with this, reading its request before if it is to. */
  private void answer(boolean read, String text) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  answer(primary.accept(), read, text);
                }
              } catch (IOException e) {
                // the test is over
              }
            });
  }

  private static void answer(SocketChannel client, boolean read, String text) {
    try (client) {
      if (read) {
        int _ = client.read(ByteBuffer.allocate(1000));
      }
      int _ = client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      // that client has gone
    }
  }

  private void assertSentence(String... parts) {
    assertThatThrownBy(() -> client().ask(new Request.Status()))
        .isInstanceOf(ControlException.class)
        .message()
        .matches(SENTENCE)
        .contains("'shop'")
        .contains(parts)
        .doesNotContain("Exception", "null", "dev.prefork");
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aClosedConnectionIsReported(boolean read) {
    answer(read, "");
    assertSentence("closed the connection");
  }

  @Test
  void aConnectionClosedWithinALineIsReported() {
    answer(true, "{\"is\":\"sta");
    assertSentence("closed the connection");
  }

  @Test
  void aPrimaryThatRefusesWithoutReadingIsHeard() throws IOException {
    answer(false, "{\"is\":\"refused\",\"reason\":\"there is no room\"}\n");
    assertThat(client().ask(new Request.Status()))
        .isEqualTo(new Answer.Refused("there is no room"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "hello",
        "null",
        "7",
        "[]",
        "{}",
        "{\"is\":\"flown\"}",
        "{\"is\":\"refused\"}",
        "{\"is\":\"refused\",\"reason\":null}",
        "{\"is\":\"progress\"}",
        "{\"is\":\"done\"}",
        "{\"is\":\"done\",\"report\":{}}",
        "{\"is\":\"status\",\"cluster\":{\"name\":\"shop\",\"state\":\"FLYING\"}}",
        "{\"is\":\"status\",\"cluster\":{\"name\":\"shop\"}}",
        "{\"is\":\"line\",\"line\":{}}",
      })
  void anAnswerOfAnotherVersionIsReportedAsSuch(String answer) {
    answer(true, answer + "\n");
    assertThatThrownBy(() -> client().ask(new Request.Status()))
        .isInstanceOf(ControlException.class)
        .message()
        .matches(SENTENCE)
        .contains("does not understand", "version")
        .doesNotContain("Exception");
  }

  @Test
  void bytesThatAreNotTextAreReported() {
    answer(true, "\u0000\u0001\n");
    assertSentence("does not understand");
  }

  @Test
  void aPrimaryThatDoesNotAnswerIsReportedBeforeAnythingIsChanged() throws Exception {
    assertSentence("5 s", "SIGSTOP");
    primary.accept().close();
    assertThatThrownBy(() -> client().watchLive(new Request.Restart(false), _ -> {}))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining("5 s");
    ByteBuffer asked = ByteBuffer.allocate(1000);
    try (SocketChannel client = primary.accept()) {
      int _ = client.read(asked);
    }
    assertThat(new String(asked.array(), 0, asked.position(), StandardCharsets.UTF_8))
        .contains("\"status\"")
        .doesNotContain("restart");
  }

  @Test
  void aPrimaryWithTooManyClientsIsReportedAndServesTheNextWhenTheyDisconnect() throws Exception {
    List<SocketChannel> waiting = new ArrayList<>();
    try {
      while (true) {
        waiting.add(connectAtOnce());
      }
    } catch (IOException e) {
      // as many as there can be
    }
    assertThat(Connector.isAlive(directory.socket("shop"))).isTrue();
    assertSentence("too many clients");

    answer(true, "{\"is\":\"end\"}\n");
    for (SocketChannel channel : waiting) {
      channel.close();
    }
    assertThat(client().ask(new Request.Status())).isEqualTo(new Answer.End());
  }

  private SocketChannel connectAtOnce() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.configureBlocking(false);
    try {
      channel.connect(UnixDomainSocketAddress.of(directory.socket("shop")));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
