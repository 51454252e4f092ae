package dev.prefork.internal.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.codec.MalformedMessageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JsonConvertTest {

  private record Job(int id, String name, List<Part> parts, Map<TimeUnit, Part> byUnit) {}

  @SuppressWarnings("ArrayRecordComponent") // Users have such records.
  record Part(TimeUnit unit, Set<String> tags, Part[] parts, double size) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Part part && toString().equals(part.toString());
    }

    @Override
    public int hashCode() {
      return toString().hashCode();
    }

    @Override
    public String toString() {
      return unit + " " + tags + " " + (parts == null ? null : List.of(parts)) + " " + size;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Users have such records.
  record Primitives(
      boolean flag, byte b, short s, int i, long l, float f, double d, char c, int[] is) {}

  record Boxes(
      Boolean flag, Byte b, Short s, Integer i, Long l, Float f, Double d, Character c, Number n) {}

  record Large(BigInteger integer, BigDecimal decimal, Object any, CharSequence text) {}

  @SuppressWarnings("ArrayRecordComponent") // Users have such records.
  record Generic<T extends Number>(
      Collection<? extends T> numbers, List<List<Part>>[] nested, List<?> anything) {}

  record Positive(int x) {
    Positive {
      if (x < 0) {
        throw new IllegalArgumentException(x + " is negative");
      }
    }
  }

  private static <T> T read(String json, Class<T> type) throws MalformedMessageException {
    return Json.convert(Json.decode(json.getBytes(UTF_8)), type);
  }

  @Test
  void recordsSurviveARoundTrip() throws Exception {
    Part leaf = new Part(null, Set.of(), null, 0.1);
    Part part = new Part(TimeUnit.DAYS, Set.of("a"), new Part[] {leaf}, 1e300);
    Job job = new Job(1, "j", List.of(part, leaf), Map.of(TimeUnit.HOURS, leaf));
    assertThat(Json.convert(Json.decode(Json.encode(job)), Job.class)).isEqualTo(job);
  }

  @Test
  void everyPrimitiveAndItsBoxSurvives() throws Exception {
    Primitives primitives =
        new Primitives(true, (byte) -128, (short) 1, 2, 3L, 0.1f, 1.0, 'c', new int[] {4});
    Primitives back = Json.convert(Json.decode(Json.encode(primitives)), Primitives.class);
    assertThat(back).usingRecursiveComparison().isEqualTo(primitives);
    Boxes boxes = new Boxes(true, (byte) 1, (short) 2, 3, 4L, 5.5f, 6.5, 'x', 7);
    assertThat(Json.convert(Json.decode(Json.encode(boxes)), Boxes.class)).isEqualTo(boxes);
  }

  @Test
  void largeNumbersSurvive() throws Exception {
    Large large =
        new Large(BigInteger.TEN.pow(300), new BigDecimal("1E+500"), 2.5, new String("text"));
    assertThat(Json.convert(Json.decode(Json.encode(large)), Large.class)).isEqualTo(large);
  }

  @Test
  void typeArgumentsReachEveryLevel() throws Exception {
    Generic<?> generic =
        read(
            "{\"numbers\":[1,2.5],\"nested\":[[[{\"size\":1}]]],\"anything\":[{\"a\":1}]}",
            Generic.class);
    assertThat(List.copyOf(generic.numbers())).isEqualTo(List.of(1, 2.5));
    assertThat(generic.nested()[0].get(0).get(0)).isEqualTo(new Part(null, null, null, 1));
    assertThat(List.copyOf(generic.anything())).isEqualTo(List.of(Map.of("a", 1)));
  }

  @Test
  void plainTypesNeedNoRecord() throws Exception {
    assertThat(read("\"x\"", String.class)).isEqualTo("x");
    assertThat(read("5", int.class)).isEqualTo(5);
    assertThat(read("5", Long.class)).isEqualTo(5L);
    assertThat((Object) read("[1]", List.class)).isEqualTo(List.of(1));
    assertThat((Object) read("{\"a\":1}", Map.class)).isEqualTo(Map.of("a", 1));
    assertThat((Object) read("[1,1]", Set.class)).isEqualTo(Set.of(1));
    assertThat(read("[1,2]", long[].class)).containsExactly(1, 2);
    assertThat(read("\"DAYS\"", TimeUnit.class)).isEqualTo(TimeUnit.DAYS);
    assertThat(read("[[1]]", Object.class)).isEqualTo(List.of(List.of(1)));
  }

  @Test
  void unknownMembersAreIgnoredAndMissingReferencesAreNull() throws Exception {
    assertThat(read("{\"id\":1,\"more\":2}", Job.class)).isEqualTo(new Job(1, null, null, null));
  }

  @Test
  void aMissingPrimitiveIsAnError() {
    assertMisfit("{\"name\":\"x\"}", Job.class, "cannot read $.id as int: the member is missing");
    assertMisfit("{\"id\":null}", Job.class, "cannot read $.id as int: it is null");
  }

  @Test
  void nullHasNoValueOfAnyType() {
    assertMisfit("null", String.class, "cannot read $ as String: it is null");
    assertMisfit("[1,null]", int[].class, "cannot read $[1] as int: it is null");
  }

  @Test
  void whatDoesNotFitIsNamedWithItsPath() {
    assertMisfit("{\"id\":\"x\"}", Job.class, "cannot read $.id as int: it is the string \"x\"");
    assertMisfit("[1]", Job.class, "cannot read $ as Job: it is a list");
    assertMisfit(
        "{\"id\":1,\"parts\":[{\"size\":1},{\"size\":true}]}",
        Job.class,
        "cannot read $.parts[1].size as double: it is true");
    assertMisfit(
        "{\"id\":1,\"byUnit\":{\"WEEKS\":null}}",
        Job.class,
        "cannot read $.byUnit.WEEKS as TimeUnit: it is the string \"WEEKS\"");
    assertMisfit("{}", Thread.class, "cannot read $ as Thread: it is an object");
    assertMisfit("{\"a\":{}}", List.class, "cannot read $ as List: it is an object");
  }

  @Test
  void noNumberIsNarrowedSilently() {
    assertMisfit("3000000000", int.class, "cannot read $ as int: it is the number 3000000000");
    assertMisfit("128", byte.class, "cannot read $ as byte: it is the number 128");
    assertMisfit("40000", short.class, "cannot read $ as short: it is the number 40000");
    assertMisfit("1.5", long.class, "cannot read $ as long: it is the number 1.5");
    assertMisfit("1e300", Long.class, "cannot read $ as Long: it is the number 1.0E300");
    assertMisfit("9223372036854775808", long.class, "9223372036854775808");
    assertMisfit("9007199254740993", double.class, "cannot read $ as double");
    assertMisfit("16777217", float.class, "cannot read $ as float");
    assertMisfit("1e300", float.class, "cannot read $ as float");
    assertMisfit("1e400", double.class, "cannot read $ as double: it is the number 1E+400");
    assertMisfit("1.5", BigInteger.class, "cannot read $ as BigInteger");
  }

  @Test
  void aNumberChangesItsTypeWhereItsValueStays() throws Exception {
    assertThat(read("3.0", int.class)).isEqualTo(3);
    assertThat(read("3", double.class)).isEqualTo(3.0);
    assertThat(read("1e3", BigInteger.class)).isEqualTo(1000);
    assertThat(read("0.1", BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
    assertThat(read("0.1", float.class)).isEqualTo(0.1f);
  }

  @Test
  void aConstructorThatRefusesIsNamed() {
    assertMisfit(
        "{\"x\":-1}",
        Positive.class,
        "cannot use the record at $: the constructor of "
            + Positive.class.getName()
            + " threw java.lang.IllegalArgumentException: \"-1 is negative\"");
  }

  @Test
  void whatTheDecoderGaveCanBeConvertedTwice() throws Exception {
    Object decoded = Json.decode("{\"id\":1,\"parts\":[]}".getBytes(UTF_8));
    Job first = Json.convert(decoded, Job.class);
    first.parts().add(null);
    assertThat(Json.convert(decoded, Job.class).parts()).isEqualTo(new ArrayList<>());
  }

  private static void assertMisfit(String json, Class<?> type, String message) {
    assertThatThrownBy(() -> read(json, type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
