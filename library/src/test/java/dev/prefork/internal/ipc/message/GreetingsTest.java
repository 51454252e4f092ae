package dev.prefork.internal.ipc.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameReader;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.model.HealthReport;
import dev.prefork.model.MoveReport;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What primary and worker say before there are connections: {@code Hello} to {@code Refused}. */
class GreetingsTest {
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(20261120);

  private interface Decoder {
    Object decode(byte[] body) throws BadFrameException;
  }

  @Test
  void helloArrivesAsItWasSent() throws IOException {
    for (byte[] token : List.of(new byte[0], bytes(32), bytes(65535))) {
      Hello hello = Hello.decode(body(FrameType.HELLO, new Hello(0x12345678, token).encode()));
      assertThat(hello).usingRecursiveComparison().isEqualTo(new Hello(0x12345678, token));
    }
  }

  @Test
  void listenArrivesAsItWasSent() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      Listen listen = listen();
      Listen arrived = Listen.decode(body(FrameType.LISTEN, listen.encode()));
      assertThat(fields(arrived)).isEqualTo(fields(listen));
    }
  }

  @Test
  void vitalsArriveAsTheyWereSent() throws IOException {
    HealthReport health = new HealthReport(1L << 40, -1, 3, 1L << 50, 4, moves(5), -1, 6, 0.125);
    byte[] body = body(FrameType.HEALTH, new HealthAnswer(health).encode());
    assertThat(HealthAnswer.decode(body).health()).isEqualTo(health);
    assertThatThrownBy(() -> HealthAnswer.decode(Arrays.copyOf(body, body.length - 1)))
        .isInstanceOf(BadFrameException.class);
  }

  @Test
  void lastFiguresArriveAsTheyWereSent() throws IOException {
    FinalCounts figures = new FinalCounts(3, 1L << 50, 7, moves(1L << 50));
    byte[] body = body(FrameType.FINAL_COUNTS, figures.encode());
    assertThat(FinalCounts.decode(body)).isEqualTo(figures);
    assertThatThrownBy(() -> FinalCounts.decode(Arrays.copyOf(body, body.length - 1)))
        .isInstanceOf(BadFrameException.class);
  }

  @Test
  void lastFiguresOutOfBoundsAreRefused() throws IOException {
    assertIsRefused(new FinalCounts(3, 1L << 51, 7, MoveReport.NONE));
    assertIsRefused(new FinalCounts(3, 4, 7, moves(1L << 51)));
    assertIsRefused(new FinalCounts(3, 4, 7, moves(-1)));
    assertIsRefused(new FinalCounts(3, 4, 7, new MoveReport(-1, Map.of())));
  }

  private static void assertIsRefused(FinalCounts figures) throws IOException {
    byte[] body = body(FrameType.FINAL_COUNTS, figures.encode());
    assertThatThrownBy(() -> FinalCounts.decode(body)).isInstanceOf(BadFrameException.class);
  }

  private static MoveReport moves(long busy) {
    return new MoveReport(212, Map.of(StayReason.TLS, 2L, StayReason.BUSY, busy));
  }

  @Test
  void theLongestPathFitsIntoTheLargestGreeting() throws IOException {
    Target path = new Target.Unix("/" + "p".repeat(4095));
    byte[] body =
        body(FrameType.LISTEN, new Listen(bytes(32), path, 0, true, 0, options(16)).encode());
    assertThat(body.length).isLessThanOrEqualTo(Listen.MAX_BODY);
    assertThat(Listen.decode(body).target()).isEqualTo(path);
  }

  private int[] options(int count) {
    int[] pairs = new int[count];
    for (int i = 0; i < count; i += 2) {
      pairs[i] = 4 + random.nextInt(3);
      pairs[i + 1] = random.nextInt();
    }
    return pairs;
  }

  private static List<Object> fields(Listen listen) {
    return List.of(
        Arrays.toString(listen.token()),
        fields(listen.target()),
        listen.backlog(),
        listen.reuseAddress(),
        listen.receiveBuffer(),
        Arrays.toString(listen.tcpOptions()));
  }

  private static List<Object> fields(Target target) {
    return switch (target) {
      case Target.Tcp(Target.Inet at) -> fields("TCP", at);
      case Target.Udp(Target.Inet at) -> fields("UDP", at);
      case Target.Unix _, Target.Inherited _ -> List.of(target);
    };
  }

  private static List<Object> fields(String transport, Target.Inet at) {
    String host = Arrays.toString(at.host());
    return List.of(transport, host, at.scope(), at.port(), at.nth(), at.ipv6());
  }

  private Listen listen() {
    return new Listen(
        bytes(random.nextInt(40)),
        target(),
        random.nextInt(),
        random.nextBoolean(),
        random.nextInt(),
        options(2 * random.nextInt(9)));
  }

  private Target target() {
    return switch (random.nextInt(4)) {
      case 0 -> new Target.Tcp(inet());
      case 1 -> new Target.Udp(inet());
      case 2 -> new Target.Unix("/run/söcket " + random.nextInt());
      default -> new Target.Inherited(random.nextInt());
    };
  }

  private Target.Inet inet() {
    byte[] host = bytes(random.nextBoolean() ? 4 : 16);
    int port = random.nextInt(65536);
    return new Target.Inet(host, random.nextInt(), port, random.nextInt(), random.nextBoolean());
  }

  @Test
  void boundArrivesAsItWasSent() throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      BindReply.Delivery[] ways = BindReply.Delivery.values();
      BindReply bound = new BindReply(ways[random.nextInt(ways.length)], target());
      BindReply arrived = BindReply.decode(body(FrameType.BOUND, bound.encode()));
      assertThat(arrived).usingRecursiveComparison().isEqualTo(bound);
    }
  }

  @Test
  void endedArrivesAsItWasSent() throws IOException {
    for (int count : new int[] {0, 1, -1, 1 << 16, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      Ended ended = new Ended(count);
      assertThat(Ended.decode(body(FrameType.ENDED, ended.encode()))).isEqualTo(ended);
    }
  }

  @Test
  void offersOfConnectionsArriveAsTheyWereSent() throws IOException {
    for (int id : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      MoveOffer offer = new MoveOffer(id);
      assertThat(MoveOffer.decode(bodyBesideDescriptor(offer.encode()))).isEqualTo(offer);
      for (boolean accepted : new boolean[] {false, true}) {
        MoveReply reply = new MoveReply(id, accepted);
        assertThat(MoveReply.decode(body(FrameType.MOVE_REPLY, reply.encode()))).isEqualTo(reply);
      }
      MoveRequest request = new MoveRequest(id);
      assertThat(MoveRequest.decode(body(FrameType.MOVE, request.encode()))).isEqualTo(request);
    }
  }

  @Test
  void refusedArrivesAsItWasSent() throws IOException {
    for (String reason : List.of("", "Address already in use", "Grüße 😀")) {
      Refused refused = Refused.decode(body(FrameType.REFUSED, new Refused(reason).encode()));
      assertThat(refused.reason()).isEqualTo(reason);
    }
  }

  @Test
  void aBodyOfAnyOtherLengthIsBad() throws IOException {
    assertNoOtherLength(FrameType.HELLO, new Hello(1, bytes(32)).encode(), Hello::decode);
    assertNoOtherLength(FrameType.LISTEN, listen().encode(), Listen::decode);
    assertNoOtherLength(
        FrameType.BOUND,
        new BindReply(BindReply.Delivery.SHARED, target()).encode(),
        BindReply::decode);
    assertNoOtherLength(FrameType.ENDED, new Ended(7).encode(), Ended::decode);
    assertNoOtherLength(FrameType.REFUSED, new Refused("no").encode(), Refused::decode);
    assertNoOtherLength(FrameType.MOVE_REPLY, new MoveReply(1, true).encode(), MoveReply::decode);
    assertNoOtherLength(FrameType.MOVE, new MoveRequest(1).encode(), MoveRequest::decode);
    assertNoOtherLengthOf(
        bodyBesideDescriptor(new MoveOffer(1).encode()), FrameType.MOVE_OFFER, MoveOffer::decode);
  }

  private static void assertNoOtherLength(FrameType type, byte[] frame, Decoder decoder)
      throws IOException {
    assertNoOtherLengthOf(body(type, frame), type, decoder);
  }

  private static void assertNoOtherLengthOf(byte[] body, FrameType type, Decoder decoder) {
    for (int length = 0; length < body.length + 3; length++) {
      byte[] changed = Arrays.copyOf(body, length);
      if (length != body.length) {
        assertThatThrownBy(() -> decoder.decode(changed))
            .isInstanceOf(BadFrameException.class)
            .hasMessage("the body of a " + type + " frame is malformed");
      }
    }
  }

  @Test
  void aHostOfNoAddressFamilyIsBad() throws IOException {
    for (int length : new int[] {0, 3, 5, 15, 17}) {
      Target.Inet at = new Target.Inet(bytes(length), 0, 80, 0, true);
      byte[] frame =
          new Listen(bytes(32), new Target.Tcp(at), 0, true, 0, Listen.NO_OPTIONS).encode();
      byte[] body = body(FrameType.LISTEN, frame);
      assertThatThrownBy(() -> Listen.decode(body)).isInstanceOf(BadFrameException.class);
    }
  }

  @Test
  void garbageIsReadOrRefusedAndNothingElse() {
    List<Decoder> decoders =
        List.of(Hello::decode, Listen::decode, BindReply::decode, Refused::decode);
    int refused = 0;
    for (int i = 0; i < ROUNDS; i++) {
      byte[] garbage = bytes(random.nextInt(100));
      if (garbage.length > 0 && random.nextBoolean()) {
        garbage[0] = 0; // so that lengths are likely
      }
      for (Decoder decoder : decoders) {
        refused += isRefused(decoder, garbage) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS);
  }

  private static boolean isRefused(Decoder decoder, byte[] body) {
    try {
      decoder.decode(body);
      return false;
    } catch (BadFrameException e) {
      return true;
    }
  }

  private static byte[] body(FrameType type, byte[] bytes) throws IOException {
    List<Frame> frames = new ArrayList<>();
    new FrameReader(1 << 20).feed(bytes, 0, bytes.length, frames::add);
    assertThat(frames).extracting(Frame::type).containsExactly(type);
    return frames.getFirst().body();
  }

  /** That of a frame which a descriptor comes with; there is none here. */
  private static byte[] bodyBesideDescriptor(byte[] frame) {
    return Arrays.copyOfRange(frame, Frame.HEADER, frame.length);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
