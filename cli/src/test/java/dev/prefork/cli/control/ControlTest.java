package dev.prefork.cli.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.cli.control.ControlServer.Timeouts;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control socket serves its user, rejects others, and no client harms the cluster. */
@Timeout(60)
class ControlTest {
  private static final String NAME = "shop";

  private final BlockingQueue<Consumer<Answer>> asked = new LinkedBlockingQueue<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private Path folder;
  private ControlDirectory directory;
  private ControlServer server;

  /** Not a directory of JUnit's: their names are too long for a socket. */
  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("pf");
    directory = ControlDirectory.of(folder.toString(), "/nowhere");
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private void serve(Timeouts timeouts) throws IOException {
    server = ControlServer.open(directory, NAME, this::respond, timeouts);
  }

  private void serve() throws IOException {
    serve(Timeouts.DEFAULT);
  }

  /** Answers at once when it is asked to scale; a restart fails; all else is left to the test. */
  private AutoCloseable respond(Request request, Consumer<Answer> answers) {
    switch (request) {
      case Request.Scale(int workers, boolean _, boolean _) ->
          answers.accept(new Answer.Sent(workers));
      case Request.Restart(boolean _) -> throw new IllegalStateException("broken");
      default -> asked.add(answers);
    }
    return closed::countDown;
  }

  private ControlClient client() {
    return new ControlClient(directory, NAME);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(directory.socket(NAME)));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** All that is said until the other side hangs up. */
  private static String readAll(SocketChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    while (channel.read(buffer.clear()) >= 0) {
      text.append(StandardCharsets.UTF_8.decode(buffer.flip()));
    }
    return text.toString();
  }

  private void assertServed() throws IOException {
    assertThat(client().ask(new Request.Scale(3, false, false))).isEqualTo(new Answer.Sent(3));
  }

  @Test
  void aRequestIsAnsweredWithProgressAndAResult() throws Exception {
    serve();
    List<Answer> progress = new ArrayList<>();
    CompletableFuture<Answer> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(
                    client().watch(new Request.Reload("/app.jar", false), progress::add));
              } catch (IOException e) {
                result.completeExceptionally(e);
              }
            });
    Consumer<Answer> answers = asked.take();
    answers.accept(new Answer.Progress("one"));
    answers.accept(new Answer.Progress("two \n lines, \u00fcber"));
    answers.accept(new Answer.Refused("no"));

    assertThat(result.get(30, TimeUnit.SECONDS)).isEqualTo(new Answer.Refused("no"));
    assertThat(progress)
        .containsExactly(
            new Answer.Progress("one"), new Answer.Progress("two \n lines, \u00fcber"));
    assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void onlyTheUserMayEnter() throws IOException {
    serve();
    Path socket = directory.socket(NAME);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
  }

  @Test
  void anotherUserIsTurnedAwayEvenIfTheSocketIsOpenToHim() throws Exception {
    UserPrincipal other =
        FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("daemon");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (ServerSocketChannel listener =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        SocketChannel client = SocketChannel.open(address)) {
      write(client, Protocol.write(new Request.Scale(1, false, false)) + "\n");
      // to a server that is that other user we are a stranger
      new ClientSession(listener.accept(), other, this::respond, Timeouts.DEFAULT).run();
      assertThatThrownBy(() -> assertThat(readAll(client)).isNotEmpty())
          .as("disconnected without an answer")
          .isInstanceOfAny(IOException.class, AssertionError.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | 'hello'",
        "{} | invalid request",
        "[1] | invalid request",
        "7 | invalid request",
        "{\"prefork\":1} | invalid request",
        "{\"prefork\":1,\"do\":\"fly\"} | 'fly'",
        "{\"prefork\":1,\"do\":\"scale\",\"workers\":\"x\"} | \"x\"",
        "{\"prefork\":2,\"do\":\"status\"} | version 2",
        "{\"prefork\":1,\"do\":\"status\" | invalid request",
      })
  void anInvalidRequestIsRefusedWithAReasonInOneLine(String line, String fragment)
      throws IOException {
    serve();
    try (SocketChannel channel = connect()) {
      write(channel, line + "\n");
      Answer answer = Protocol.readAnswer(readAll(channel).strip());
      assertThat(answer).isInstanceOf(Answer.Refused.class);
      assertThat(((Answer.Refused) answer).reason()).contains(fragment).doesNotContain("\n");
    }
    assertServed();
  }

  @Test
  void bytesThatAreNotTextAndEndlessLinesHarmNobody() throws IOException {
    serve();
    try (SocketChannel channel = connect()) {
      write(channel, "\u00ff\u00fe\u0000\u0001\n");
      assertThat(readAll(channel)).contains("UTF-8");
    }
    try (SocketChannel channel = connect()) {
      write(channel, "x".repeat(LineReader.MAX_BYTES));
      assertThat(readAll(channel)).contains("1048576 bytes");
    }
    assertServed();
  }

  @Test
  void aClientThatSendsNoRequestIsDisconnected() throws IOException {
    serve(new Timeouts(Duration.ofMillis(200), Duration.ofSeconds(30)));
    try (SocketChannel channel = connect()) {
      write(channel, "{\"prefork\":1,");
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
    assertServed();
  }

  @Test
  void aClientThatDoesNotReadIsDisconnectedAndDelaysNobody() throws Exception {
    serve(new Timeouts(Duration.ofMillis(500), Duration.ofMillis(500)));
    try (SocketChannel channel = connect()) {
      write(channel, Protocol.write(new Request.Logs(0, true)) + "\n");
      Consumer<Answer> answers = asked.take();
      String text = "x".repeat(10_000);
      for (int i = 0; i < 1000; i++) {
        answers.accept(new Answer.Progress(text)); // does not wait
      }
      assertServed();
      assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatDisconnectsCancelsOnlyItsWatching() throws Exception {
    serve();
    SocketChannel channel = connect();
    write(channel, Protocol.write(new Request.Reload(null, false)) + "\n");
    Consumer<Answer> answers = asked.take();
    channel.close();
    assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    answers.accept(new Answer.Refused("nobody hears it")); // does not throw
    assertServed();
  }

  @Test
  void aHundredConnectionsHarmNobody() throws IOException {
    serve();
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        channels.add(connect());
      }
      assertServed();
    } finally {
      for (SocketChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void aRequestThatFailsInsideIsAnswered() throws IOException {
    serve();
    assertThat(client().ask(new Request.Restart(false)))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.reason()).contains("broken"));
    assertServed();
  }

  @Test
  void aNameIsTakenWhileItsClusterRuns() throws IOException {
    serve();
    assertThatThrownBy(() -> ControlServer.open(directory, NAME, this::respond))
        .isInstanceOf(ControlException.Taken.class)
        .hasMessageContainingAll("'shop'", "--name");
    assertServed();

    server.close();
    assertThat(directory.names()).isEmpty();
    serve();
    assertServed();
  }

  @Test
  void theSocketOfADeadPrimaryIsReportedAsDeadAndReplaced() throws IOException {
    serve();
    server.close();
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(directory.socket(NAME)))
        .close(); // without removing the file, as a killed process

    assertThat(directory.names()).containsExactly(NAME);
    assertThatThrownBy(() -> client().ask(new Request.Status()))
        .isInstanceOf(ControlException.NotRunning.class)
        .hasMessageContainingAll("'shop'", "dead");
    serve();
    assertServed();
  }

  @Test
  void aClusterThatDoesNotExistIsReportedInOneLine() {
    assertThatThrownBy(() -> client().ask(new Request.Status()))
        .isInstanceOf(ControlException.NotRunning.class)
        .hasMessageContainingAll("'shop'", "prefork ls");
  }

  @Test
  void aPathThatIsTooLongIsRefusedWithAdvice() {
    ControlDirectory deep = ControlDirectory.of(folder.resolve("x".repeat(80)).toString(), "");
    assertThatThrownBy(() -> ControlServer.open(deep, NAME, this::respond))
        .isInstanceOf(ControlException.class)
        .hasMessageContainingAll(deep.socket(NAME).toString(), "XDG_RUNTIME_DIR", "--name");
  }

  @Test
  void aDirectoryThatOthersMayEnterIsRefusedWithAdvice() throws IOException {
    Path open = Files.createDirectory(folder.resolve("prefork"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThatThrownBy(this::serve).hasMessageContaining("chmod 700 " + open);
  }

  @Test
  void withoutARuntimeDirectoryTheSocketsAreInTheHome() {
    assertThat(ControlDirectory.of("", "/home/ann").socket(NAME))
        .isEqualTo(Path.of("/home/ann/.prefork/run/shop.sock"));
  }
}
