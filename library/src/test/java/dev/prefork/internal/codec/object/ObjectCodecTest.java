package dev.prefork.internal.codec.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.codec.MalformedMessageException;
import java.io.IOException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.HijrahDate;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.chrono.MinguoDate;
import java.time.chrono.ThaiBuddhistDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ObjectCodecTest {

  record Job(int id, String name, List<Part> parts) {}

  @SuppressWarnings("ArrayRecordComponent") // users have such records
  record Part(Unit unit, double[] sizes) {}

  @SuppressWarnings("serial") // the values of the test are Serializable
  record Stored(String key, Object value) implements Serializable {}

  /** Each can be linked with any other. */
  @SuppressWarnings("serial") // List is no Serializable, ArrayList is
  static class Node implements Serializable {
    private static final long serialVersionUID = 1L;
    final String name;
    final List<Node> neighbours = new ArrayList<>();

    Node(String name) {
      this.name = name;
    }
  }

  static final class SpecialNode extends Node {
    private static final long serialVersionUID = 1L;

    SpecialNode() {
      super("special");
    }
  }

  enum Unit {
    METRE,
    INCH {
      @Override
      public String toString() {
        return "in";
      }
    }
  }

  static final class JobFailed extends Exception {
    private static final long serialVersionUID = 1L;
    final int job;

    JobFailed(int job, Throwable cause) {
      super("job " + job, cause);
      this.job = job;
    }
  }

  @BeforeAll
  static void allow() {
    AllowedClasses.allow(
        Job.class, Part.class, Stored.class, SpecialNode.class, Unit.class, JobFailed.class);
  }

  @SuppressWarnings("unchecked")
  private static <T> T roundTrip(T value) {
    try {
      return (T) ObjectCodec.decode(ObjectCodec.encode(value));
    } catch (MalformedMessageException e) {
      throw new AssertionError("cannot read what was written for " + value, e);
    }
  }

  @SuppressWarnings({"JavaUtilDate", "AddressSelection"}) // users have dates; no name is asked for
  static List<Object> values() throws IOException {
    return List.of(
        "",
        "a\0é日😀\ud800 half",
        "x".repeat(200_000),
        true,
        'c',
        (byte) 1,
        (short) 2,
        3,
        4L,
        5f,
        -0.0,
        Double.NaN,
        BigInteger.TEN.pow(5000),
        new BigDecimal("1.10E+400"),
        MathContext.DECIMAL64,
        UUID.randomUUID(),
        new Date(1),
        Locale.forLanguageTag("de-CH-u-nu-latn"),
        Currency.getInstance("CHF"),
        URI.create("http://example.org/a?b#c"),
        BitSet.valueOf(new long[] {5, 6}),
        InetAddress.getByAddress("host", new byte[] {127, 0, 0, 1}),
        InetAddress.getByName("::1"),
        new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 80),
        InetSocketAddress.createUnresolved("nowhere.invalid", 80),
        TimeUnit.DAYS,
        DayOfWeek.MONDAY,
        Unit.INCH,
        new Stored("k", List.of(1)));
  }

  static List<Object> times() {
    return List.of(
        Instant.now(),
        Duration.ofNanos(-5),
        Period.ofDays(3),
        LocalDate.EPOCH,
        LocalTime.NOON,
        LocalDateTime.MIN,
        OffsetDateTime.MAX,
        LocalTime.MAX.atOffset(ZoneOffset.UTC),
        ZonedDateTime.of(LocalDateTime.MAX, ZoneId.of("Europe/Zurich")),
        ZoneId.of("America/New_York"),
        ZoneOffset.ofHours(-3),
        Year.of(4),
        YearMonth.of(2026, 11),
        MonthDay.of(2, 29),
        JapaneseDate.of(2026, 11, 20),
        ThaiBuddhistDate.of(2569, 11, 20),
        MinguoDate.of(115, 11, 20),
        HijrahDate.of(1448, 5, 1),
        HijrahDate.of(1448, 5, 1).atTime(LocalTime.NOON).atZone(ZoneOffset.UTC),
        IsoChronology.INSTANCE);
  }

  @ParameterizedTest
  @MethodSource({"values", "times"})
  void aValueArrivesEqualAndOfItsClass(Object value) {
    Object arrived = roundTrip(value);
    assertThat(arrived).isEqualTo(value).hasSameClassAs(value);
  }

  static List<String> longTexts() {
    return Stream.of(SentText.MIN_LENGTH - 1, SentText.MIN_LENGTH, SentText.MIN_LENGTH + 1, 70_000)
        .flatMap(
            length ->
                Stream.of("x", "é", "日", "\ud800", "\0", "?", "\u0100")
                    .map(last -> "x".repeat(length - 1) + last))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("longTexts")
  void aLongTextArrivesWhereverItIs(String text) {
    Stored stored = new Stored(text, Map.of(text, text));
    Job job = new Job(1, text, List.of());

    assertThat(roundTrip(text)).isEqualTo(text);
    assertThat(roundTrip(stored)).isEqualTo(stored);
    assertThat(roundTrip(job)).isEqualTo(job);
  }

  @Test
  void aLongTextThatIsSharedStaysShared() {
    String text = "x".repeat(SentText.MIN_LENGTH);
    List<String> arrived = roundTrip(new ArrayList<>(List.of(text, text)));
    assertThat(arrived.get(0)).isEqualTo(text).isSameAs(arrived.get(1));
  }

  @Test
  void nullArrives() {
    Object arrived = roundTrip(null);
    assertThat(arrived).isNull();
  }

  @Test
  void whatHasNoEqualsArrivesTheSame() {
    Pattern pattern = roundTrip(Pattern.compile("a+", Pattern.CASE_INSENSITIVE));
    assertThat(pattern.matcher("AA").matches()).isTrue();
    assertThat(roundTrip(new AtomicLong(7)).get()).isEqualTo(7);
  }

  @Test
  void arraysOfAllKindsArrive() {
    Object[] arrays = {
      new boolean[] {true},
      new byte[] {-1},
      new char[] {'x'},
      new short[] {2},
      new int[] {3, 4},
      new long[] {5},
      new float[] {6},
      new double[] {7},
      new String[] {"a", null},
      new int[][] {{1}, {}, null},
      new List<?>[] {List.of()},
      new Map.Entry<?, ?>[3],
      new Unit[][] {{Unit.INCH}},
      new Part[] {null},
      new Object[0],
      new byte[1_000_000]
    };
    assertThat(Arrays.deepEquals(roundTrip(arrays), arrays)).isTrue();
  }

  @Test
  void recordsNeedNotBeSerializable() {
    Job job = new Job(7, null, List.of(new Part(Unit.METRE, new double[] {0.5})));
    Job arrived = roundTrip(job);
    assertThat(arrived).usingRecursiveComparison().isEqualTo(job);
    assertThat(arrived.parts().getFirst()).isInstanceOf(Part.class);
  }

  @Test
  void anObjectThatContainsItselfArrivesSo() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    List<Object> arrived = roundTrip(self);
    assertThat(arrived).hasSize(1);
    assertThat(arrived.getFirst()).isSameAs(arrived);

    Node a = new Node("a");
    Node b = new SpecialNode();
    a.neighbours.addAll(List.of(a, b));
    b.neighbours.add(a);
    Node copy = roundTrip(a);
    assertThat(copy.neighbours.getFirst()).isSameAs(copy);
    assertThat(copy.neighbours.get(1)).isInstanceOf(SpecialNode.class);
    assertThat(copy.neighbours.get(1).neighbours).containsExactly(copy);
  }

  @Test
  void whatIsSharedArrivesShared() {
    Part part = new Part(Unit.METRE, new double[] {1});
    Object[] twice = {part, part, part.sizes(), new double[] {1}};
    Object[] arrived = roundTrip(twice);
    assertThat(arrived[0]).isSameAs(arrived[1]);
    assertThat(((Part) arrived[0]).sizes()).isSameAs(arrived[2]).isNotSameAs(arrived[3]);
  }

  @Test
  void anExceptionArrivesWithItsTypeMessageCauseAndStack() {
    JobFailed sent = new JobFailed(3, new CompletionException(new NoSuchFileException("f")));
    sent.addSuppressed(new IllegalStateException("while closing"));
    JobFailed arrived = roundTrip(sent);
    assertThat(arrived).hasMessage("job 3").hasStackTraceContaining("NoSuchFileException: f");
    assertThat(arrived.job).isEqualTo(3);
    assertThat(arrived.getStackTrace()).isEqualTo(sent.getStackTrace()).isNotEmpty();
    assertThat(arrived.getCause().getCause()).isInstanceOf(NoSuchFileException.class);
    assertThat(arrived.getSuppressed()[0])
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("while closing");
  }

  @Test
  void theClassOfAValueArrivesAsThatClass() {
    assertThat(roundTrip(new Object[] {Job.class, String.class, Unit[].class}))
        .containsExactly(Job.class, String.class, Unit[].class);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // it is about LinkedList
  void aLongLinkedListArrives() {
    LinkedList<Integer> list = new LinkedList<>();
    for (int i = 0; i < 100_000; i++) {
      list.add(i);
    }
    assertThat(roundTrip(list)).isEqualTo(list);
  }

  @Test
  void aChainOfThousandsOfObjectsArrives() {
    Node first = new Node("0");
    Node last = first;
    for (int i = 1; i < 4000; i++) {
      Node next = new Node("" + i);
      last.neighbours.add(next);
      last = next;
    }
    last.neighbours.add(first);
    Node copy = roundTrip(first);
    Node walked = copy;
    for (int i = 0; i < 4000; i++) {
      assertThat(walked.name).isEqualTo("" + i);
      walked = walked.neighbours.getFirst();
    }
    assertThat(walked).isSameAs(copy);
  }

  @Test
  @SuppressWarnings("JdkObsolete") // it is about LinkedList
  void aMessageFromAThreadWithLittleStackArrives() throws Exception {
    Object deep = 1;
    for (int i = 0; i < 300; i++) {
      deep = new LinkedList<>(List.of(deep));
    }
    Object message = deep;
    List<Object> arrived = new ArrayList<>();
    Thread thread = new Thread(null, () -> arrived.add(roundTrip(message)), "small", 200 << 10);
    thread.start();
    thread.join();
    assertThat(arrived).hasSize(1);
  }
}
