package dev.prefork.internal.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JsonEncodeTest {

  record Job(int id, String name, List<Part> parts) {}

  @SuppressWarnings("ArrayRecordComponent") // Users have such records.
  record Part(TimeUnit unit, double[] sizes) {}

  record Thrower(int x) {
    @Override
    public int x() {
      throw new IllegalStateException("not now");
    }
  }

  private static String json(Object message) {
    return new String(Json.encode(message), UTF_8);
  }

  @Test
  void plainValuesBecomeJson() {
    assertThat(json(null)).isEqualTo("null");
    assertThat(json(true)).isEqualTo("true");
    assertThat(json("a\"b\\c\n\u0001é日😀")).isEqualTo("\"a\\\"b\\\\c\\n\\u0001é日😀\"");
    assertThat(json(CharBuffer.wrap("text"))).isEqualTo("\"text\"");
    assertThat(json('x')).isEqualTo("\"x\"");
    assertThat(json(TimeUnit.DAYS)).isEqualTo("\"DAYS\"");
  }

  @Test
  void everyNumberIsWrittenExactly() {
    Number[] numbers = {
      (byte) -1, (short) 2, 3, 4L, 1.5f, 0.1, -0.0, new AtomicLong(5), Long.MIN_VALUE
    };
    assertThat(json(numbers)).isEqualTo("[-1,2,3,4,1.5,0.1,-0.0,5,-9223372036854775808]");
    assertThat(json(BigInteger.TEN.pow(40))).isEqualTo("1" + "0".repeat(40));
    assertThat(json(new BigDecimal("1.10E+400"))).isEqualTo("1.10E+400");
  }

  @Test
  void notANumberAndInfinitiesBecomeNull() {
    double[] doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    assertThat(json(doubles)).isEqualTo("[null,null,null]");
    assertThat(json(Float.NaN)).isEqualTo("null");
  }

  @Test
  void mapsListsSetsAndArraysNest() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("list", Arrays.asList(1, null, List.of()));
    map.put(TimeUnit.HOURS, new TreeSet<>(List.of("b", "a")));
    map.put("array", new Object[] {new int[] {1, 2}, new char[] {'c'}});
    assertThat(json(map))
        .isEqualTo("{\"list\":[1,null,[]],\"HOURS\":[\"a\",\"b\"],\"array\":[[1,2],[\"c\"]]}");
  }

  @Test
  void recordsBecomeObjectsComponentByComponent() {
    Job job = new Job(7, null, List.of(new Part(TimeUnit.DAYS, new double[] {0.5})));
    assertThat(json(job))
        .isEqualTo("{\"id\":7,\"name\":null,\"parts\":[{\"unit\":\"DAYS\",\"sizes\":[0.5]}]}");
  }

  @Test
  void halfASurrogatePairIsEscaped() {
    assertThat(json("x\ud800y\udc00")).isEqualTo("\"x\\ud800y\\udc00\"");
    assertThat(json(Map.of("\udfff", 1))).isEqualTo("{\"\\udfff\":1}");
    assertThat(json("a".repeat(5000) + "\ud83d")).endsWith("a\\ud83d\"");
  }

  @Test
  void somethingElseIsRefusedWithItsClassAndPath() {
    Map<String, Object> jobs =
        Map.of("jobs", List.of(1, 2, 3, Map.of("owner", Thread.currentThread())));
    assertThatThrownBy(() -> Json.encode(jobs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot send java.lang.Thread at $.jobs[3].owner as JSON: a message is made of"
                + " records, maps, lists, strings, numbers, booleans and null");
  }

  @Test
  void aPathOfTheFileSystemIsNotTakenForAList() {
    assertThatThrownBy(() -> Json.encode(Path.of("a", "b"))).hasMessageContaining("Path at $");
  }

  @Test
  void aKeyThatIsNoStringIsRefused() {
    assertThatThrownBy(() -> Json.encode(List.of(Map.of(1, 2))))
        .hasMessage(
            "cannot send the map at $[0] as JSON: a key is java.lang.Integer, not a string");
    assertThatThrownBy(() -> Json.encode(Collections.singletonMap(null, 2)))
        .hasMessage("cannot send the map at $ as JSON: a key is null, not a string");
  }

  @Test
  void aCyclicGraphIsRefusedWithItsPath() {
    Map<String, Object> self = new LinkedHashMap<>();
    self.put("me", self);
    assertThatThrownBy(() -> Json.encode(self))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot send $"
                + ".me".repeat(12)
                + "… as JSON: more than 512 levels deep; check for a cycle");
  }

  @Test
  void exactly512LevelsAreSentAndNotOneMore() throws Exception {
    Object deep = nested(512);
    assertThat(Json.decode(Json.encode(deep))).isEqualTo(deep);
    assertThatThrownBy(() -> Json.encode(nested(513))).hasMessageContaining("512 levels");
  }

  private static Object nested(int levels) {
    Object value = new ArrayList<>();
    for (int i = 1; i < levels; i++) {
      value = new ArrayList<>(List.of(value));
    }
    return value;
  }

  @Test
  void aNumberThatTheOtherSideWouldRefuseIsNotSent() {
    assertThatThrownBy(() -> Json.encode(List.of(BigInteger.TWO.pow(10_000_000))))
        .hasMessage("cannot send java.math.BigInteger at $[0] as JSON: a number beyond 10^1000");
    assertThatThrownBy(() -> Json.encode(new BigDecimal("1e1000000000")))
        .hasMessageContaining("a number beyond 10^1000");
    assertThatThrownBy(() -> Json.encode(BigInteger.TEN.pow(1000)))
        .hasMessageContaining("a number of more than 1000 characters");
    assertThat(json(BigInteger.TEN.pow(999))).hasSize(1000);
  }

  @Test
  void aNumberThatIsNoneIsRefused() {
    Number odd =
        new Number() {
          @Override
          public int intValue() {
            return 0;
          }

          @Override
          public long longValue() {
            return 0;
          }

          @Override
          public float floatValue() {
            return 0;
          }

          @Override
          public double doubleValue() {
            return 0;
          }

          @Override
          public String toString() {
            return "two";
          }
        };
    assertThatThrownBy(() -> Json.encode(odd))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cannot send " + odd.getClass().getName() + " at $ as JSON: ");
  }

  @Test
  void anAccessorThatThrowsIsNamed() {
    assertThatThrownBy(() -> Json.encode(List.of(new Thrower(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot use the record at $[0]: x() of "
                + Thrower.class.getName()
                + " threw java.lang.IllegalStateException: \"not now\"")
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void strangeKeysDoNotBreakTheLineOfAnError() {
    assertThatThrownBy(() -> Json.encode(Map.of("a\nb c", new Object())))
        .message()
        .contains("at $[\"a?b c\"] as JSON")
        .doesNotContain("\n");
  }
}
