package dev.prefork.internal.nio.move;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.message.MoveRequest;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.MoveCounts;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to an application's connections, however it uses them, when they are to move. */
class RelayLoopTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int ROUNDS = 20;
  private static final int MANY = 1 << 17;

  private static final BlockingQueue<Offer> OFFERS = new LinkedBlockingQueue<>();
  private static RelayLoop loop;

  private final List<Socket> clients = new ArrayList<>();
  private final List<Fd> taken = new ArrayList<>();
  private MoveReport before;

  private record Offer(int id, Fd connection) {}

  /** All connections that the tests have move: a drain has no end. */
  @BeforeAll
  static void begin() throws Exception {
    loop =
        new RelayLoop(
            (id, connection) -> {
              OFFERS.add(new Offer(id, connection));
              return CompletableFuture.completedFuture(null);
            });
    loop.move(MoveRequest.ALL);
    Thread.ofPlatform().daemon().name("relays").start(loop);
    awaitSettled();
  }

  /** Other tests may have left connections, which are counted first. */
  private static void awaitSettled() throws InterruptedException {
    while (!loop.isSettled()) {
      Thread.sleep(1);
    }
  }

  @BeforeEach
  void count() {
    before = MoveCounts.report();
  }

  @AfterEach
  void closeAll() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    taken.forEach(Fd::close);
    assertThat(OFFERS).isEmpty();
  }

  private AppKind.Accepted connect(AppKind kind, AppKind.Answers answers) throws IOException {
    AppKind.Accepted accepted = kind.connect(answers);
    clients.add(accepted.client());
    accepted.client().setSoTimeout(PATIENCE_MILLIS);
    Fd number = new Fd(accepted.descriptor());
    InetSocketAddress remote =
        new InetSocketAddress(
            accepted.client().getLocalAddress(), accepted.client().getLocalPort());
    Accepted tracked = new Accepted(number, remote, new InetSocketAddress(1));
    assertThat(tracked.reserve()).isTrue();
    tracked.registerAs(accepted.owner());
    number.release(); // it is the application's
    return accepted;
  }

  /** Answers each request. */
  private static AppKind.Answers http() {
    StringBuilder unanswered = new StringBuilder();
    return bytes -> {
      unanswered.append(new String(bytes, ISO_8859_1));
      StringBuilder answers = new StringBuilder();
      for (int end = unanswered.indexOf("\r\n\r\n"); end >= 0; ) {
        unanswered.delete(0, end + 4);
        answers.append(OK);
        end = unanswered.indexOf("\r\n\r\n");
      }
      return answers.toString().getBytes(ISO_8859_1);
    };
  }

  private static void ask(Socket client) throws IOException {
    client.getOutputStream().write(GET.getBytes(ISO_8859_1));
  }

  private static void assertAnswered(Socket client) throws IOException {
    byte[] answer = client.getInputStream().readNBytes(OK.length());
    assertThat(new String(answer, ISO_8859_1)).isEqualTo(OK);
  }

  private static void exchange(Socket client) throws IOException {
    ask(client);
    assertAnswered(client);
  }

  private Offer awaitOffer() throws InterruptedException {
    Offer offer = OFFERS.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(offer).isNotNull();
    taken.add(offer.connection());
    return offer;
  }

  /** Asks until the relay is certain and offers the connection, with the last request unread. */
  private Offer askUntilOffered(Socket client) throws Exception {
    ask(client);
    while (isAnswered(client)) {
      assertAnswered(client);
      ask(client);
    }
    return awaitOffer();
  }

  /** An offer may come at any time after an answer, also when the next request is on its way. */
  private static boolean isAnswered(Socket client) throws Exception {
    for (int i = 0; i < PATIENCE_MILLIS && OFFERS.isEmpty(); i++) {
      if (client.getInputStream().available() > 0) {
        return true;
      }
      Thread.sleep(1);
    }
    return client.getInputStream().available() > 0;
  }

  private MoveReport counted() {
    return MoveCounts.report().since(before);
  }

  private static String receive(Fd connection) throws IOException {
    byte[] buffer = new byte[4096];
    try (DescriptorSocket io = new DescriptorSocket(buffer.length)) {
      int count = io.receive(connection.number(), buffer, 0, buffer.length);
      return new String(buffer, 0, Math.max(count, 0), ISO_8859_1);
    }
  }

  private static void send(Fd connection, String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    try (DescriptorSocket io = new DescriptorSocket(bytes.length)) {
      assertThat(io.send(connection.number(), bytes, 0, bytes.length)).isEqualTo(bytes.length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void itIsOfferedBetweenTwoRequestsAndTheNextIsTheOtherWorkers(AppKind kind) throws Exception {
    AppKind.Accepted accepted = connect(kind, http());
    accepted.serve().run();
    Offer offer = askUntilOffered(accepted.client());
    loop.onReply(offer.id(), true);
    awaitClosed(accepted.owner());
    assertThat(receive(offer.connection())).isEqualTo(GET);
    send(offer.connection(), OK);
    assertAnswered(accepted.client());
    assertThat(counted()).isEqualTo(new MoveReport(1, Map.of()));
  }

  /** The application has seen the end of the connection. */
  private static void awaitClosed(Object owner) throws InterruptedException {
    for (int i = 0; i < PATIENCE_MILLIS && isTracked(owner); i++) {
      Thread.sleep(1);
    }
    assertThat(isTracked(owner)).isFalse();
  }

  private static boolean isTracked(Object owner) {
    return OpenConnections.snapshot().stream().anyMatch(each -> owner.equals(each.get()));
  }

  @ParameterizedTest
  @EnumSource
  void itIsServedOnIfNoOtherWorkerTakesIt(AppKind kind) throws Exception {
    AppKind.Accepted accepted = connect(kind, http());
    accepted.serve().run();
    Offer offer = askUntilOffered(accepted.client());
    loop.onReply(offer.id(), false);
    assertAnswered(accepted.client());
    for (int i = 0; i < 10; i++) {
      exchange(accepted.client());
    }
    assertThat(counted().stayed()).containsOnlyKeys(StayReason.OFF);
    assertThat(counted().moved()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void oneThatNobodyReadsIsOfferedWithItsFirstRequest(AppKind kind) throws Exception {
    AppKind.Accepted accepted = connect(kind, http());
    ask(accepted.client());
    Offer offer = awaitOffer();
    loop.onReply(offer.id(), true);
    assertThat(receive(offer.connection())).isEqualTo(GET);
    send(offer.connection(), OK);
    assertAnswered(accepted.client());
    accepted.serve().run();
    awaitClosed(accepted.owner());
  }

  @ParameterizedTest
  @EnumSource
  void oneThatWaitsForItsFirstRequestIsOfferedAndWaitsOn(AppKind kind) throws Exception {
    AppKind.Accepted accepted = connect(kind, http());
    accepted.serve().run();
    loop.onReply(awaitOffer().id(), false);
    exchange(accepted.client());
    exchange(accepted.client());
  }

  @ParameterizedTest
  @EnumSource
  void noByteIsLostOrComesTwiceWhenItsSocketIsReplaced(AppKind kind) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      AppKind.Accepted accepted = connect(kind, bytes -> bytes);
      accepted.serve().run();
      byte[] sent = new byte[MANY];
      new Random(round).nextBytes(sent);
      Thread sender = Thread.ofPlatform().start(() -> send(accepted.client(), sent));
      assertThat(accepted.client().getInputStream().readNBytes(MANY)).isEqualTo(sent);
      assertThat(sender.join(Duration.ofMillis(PATIENCE_MILLIS))).isTrue();
      accepted.client().close();
    }
  }

  /** In pieces of all sizes, with pauses. */
  private static void send(Socket client, byte[] bytes) {
    try {
      Random random = new Random(1);
      for (int from = 0; from < bytes.length; ) {
        int count = Math.min(1 + random.nextInt(10_000), bytes.length - from);
        client.getOutputStream().write(bytes, from, count);
        from += count;
        Thread.sleep(random.nextInt(2));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theEndOfTheClientReachesTheApplication(AppKind kind) throws Exception {
    AppKind.Accepted accepted = connect(kind, bytes -> bytes);
    accepted.serve().run();
    accepted.client().getOutputStream().write("no HTTP".getBytes(ISO_8859_1));
    Thread.sleep(100);
    accepted.client().shutdownOutput();
    byte[] answer = accepted.client().getInputStream().readAllBytes();
    assertThat(new String(answer, ISO_8859_1)).isEqualTo("no HTTP");
    awaitClosed(accepted.owner());
  }

  @ParameterizedTest
  @EnumSource
  void aRequestThatIsUnderWayWhenTheWorkerEndsIsCountedOnce(AppKind kind) throws Exception {
    AppKind.Accepted busy = connect(kind, _ -> new byte[0]);
    busy.serve().run();
    ask(busy.client());
    for (int i = 0; i < PATIENCE_MILLIS && counted().stayed().isEmpty(); i++) {
      loop.countRest().get();
      Thread.sleep(1);
    }
    loop.countRest().get();
    assertThat(counted()).isEqualTo(new MoveReport(0, Map.of(StayReason.BUSY, 1L)));
  }
}
