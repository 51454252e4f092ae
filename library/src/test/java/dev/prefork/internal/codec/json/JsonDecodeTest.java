package dev.prefork.internal.codec.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prefork.internal.codec.MalformedMessageException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecodeTest {

  private static Object decode(String json) throws MalformedMessageException {
    return Json.decode(json.getBytes(UTF_8));
  }

  @Test
  void jsonBecomesPlainValues() throws Exception {
    assertThat(decode(" {\"b\" : [true, false, null, \"x\\u00e9\\n\"], \"a\" : {} } "))
        .isInstanceOf(LinkedHashMap.class)
        .hasToString("{b=[true, false, null, xé\n], a={}}");
    assertThat(decode("[]")).isInstanceOf(ArrayList.class);
    assertThat(decode("null")).isNull();
  }

  @Test
  void integersHaveTheSmallestTypeThatHoldsThem() throws Exception {
    assertThat(decode("[0,-0,2147483647,2147483648,-9223372036854775808,9223372036854775808]"))
        .isEqualTo(
            List.of(
                0,
                0,
                2147483647,
                2147483648L,
                Long.MIN_VALUE,
                new BigInteger("9223372036854775808")));
  }

  @Test
  void otherNumbersAreDoublesWhileTheyFit() throws Exception {
    assertThat(decode("[1.0,1e2,-0.0,1e-999,1e400]"))
        .isEqualTo(List.of(1.0, 100.0, -0.0, 0.0, new BigDecimal("1e400")));
  }

  @Test
  void numbersOfAnySizeAreReadOrRefusedAtOnce() throws Exception {
    assertThat(decode("9".repeat(1000))).isInstanceOf(BigInteger.class);
    assertThatThrownBy(() -> decode("9".repeat(1001)))
        .hasMessageContaining("a number of more than 1000 characters");
    assertThatThrownBy(() -> decode("[" + "9".repeat(3_000_000) + "]"))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> decode("1e99999999999999999999"))
        .hasMessage("malformed message at byte 22: a number beyond 10^1000");
    assertThatThrownBy(() -> decode("1e1001")).hasMessageContaining("a number beyond 10^1000");
  }

  @Test
  void ofTwoEqualKeysTheLastWins() throws Exception {
    assertThat(decode("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2));
  }

  @Test
  void onlyTheGivenRangeIsRead() throws Exception {
    byte[] bytes = "xx[1]yy\"s\"".getBytes(UTF_8);
    assertThat(Json.decode(bytes, 2, 3)).isEqualTo(List.of(1));
    assertThat(Json.decode(bytes, 7, 3)).isEqualTo("s");
    assertThatThrownBy(() -> Json.decode(bytes, 2, 2)).hasMessageContaining("at byte 2:");
    assertThatThrownBy(() -> Json.decode(bytes, 8, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "1 2",
        "[1]]",
        "[1}",
        "{\"a\":1,}",
        "{\"a\"}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "{1:2}",
        "'x'",
        "\"x",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "\"\u0001\"",
        "\"a\"b\"",
        "\"",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "--1",
        "1e",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "nullx",
        "True",
        "// x\n1",
        "[1;2]",
        "{\"a\"=1}"
      })
  void whatIsNotStrictJsonIsRefused(String json) {
    assertThatThrownBy(() -> decode(json))
        .isInstanceOf(MalformedMessageException.class)
        .message()
        .startsWith("malformed message at byte ")
        .doesNotContain("\n")
        .doesNotContain("JsonReader");
  }

  @Test
  void anErrorTellsTheByteUpToWhichTheDocumentIsGood() {
    MalformedMessageException e = malformed("{\"ü\":[1,2,}");
    assertThat(e.offset()).isEqualTo(12);
    assertThat(e).hasMessage("malformed message at byte 12: Expected value");
    assertThat(malformed("[true, ")).hasMessage("malformed message at byte 7: unexpected end");
  }

  private static MalformedMessageException malformed(String json) {
    try {
      return new MalformedMessageException(-1, "read as " + decode(json));
    } catch (MalformedMessageException e) {
      return e;
    }
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    String[] bad = {
      "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e3\u0081", "\u00f5\u0080\u0080\u0080"
    };
    for (String bytes : bad) {
      byte[] json =
          ("[\"ab" + bytes + "\"]").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> Json.decode(json))
          .isInstanceOf(MalformedMessageException.class)
          .hasMessage("malformed message at byte 4: not UTF-8");
    }
  }

  @Test
  void theReplacementCharacterItselfIsWelcome() throws Exception {
    assertThat(decode("[\"\ufffd\"]")).isEqualTo(List.of("\ufffd"));
    assertThat(decode("\"\ufffd\"")).isEqualTo("\ufffd");
  }

  @Test
  void halfASurrogatePairSurvives() throws Exception {
    for (String half :
        List.of("\ud800", "x\udc00\ud800y", "😀\ud83d", "é".repeat(3000) + "\ud83d")) {
      assertThat(Json.decode(Json.encode(half))).isEqualTo(half);
      assertThat(Json.decode(Json.encode(List.of(half)))).isEqualTo(List.of(half));
    }
  }

  @Test
  void besideHalfASurrogatePairNothingElseIsForgiven() throws Exception {
    assertThat(decode("[\"\\ud800\",\"\\\\ud800\",\"\\ud83d\\ude00\",\"\\uDC00\\ud800\"]"))
        .isEqualTo(List.of("\ud800", "\\ud800", "\ud83d\ude00", "\udc00\ud800"));
    assertThat(malformed("[\"\\ud800\",TRUE]").offset()).isEqualTo(11);
    assertThatThrownBy(() -> decode("[\"\\ud800\n\"]"))
        .isInstanceOf(MalformedMessageException.class);
    assertThatThrownBy(() -> decode("[\"\\ud800\\'\"]"))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void moreThan512LevelsAreRefused() throws Exception {
    assertThat(decode("[".repeat(512) + "]".repeat(512))).isInstanceOf(List.class);
    assertThatThrownBy(() -> decode("[".repeat(513) + "]".repeat(513)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("malformed message at byte 513: Nesting limit 512 reached");
    assertThatThrownBy(() -> decode("{\"a\":".repeat(100_000)))
        .isInstanceOf(MalformedMessageException.class);
  }

  @Test
  void longStringsOfEveryKindSurviveAloneAndWithinOthers() throws Exception {
    List<String> kinds =
        List.of(
            "plain ",
            "Grüße ",
            "日本語",
            "\"quoted\"\n",
            "😀 ",
            "\\",
            "\u007f\u0080",
            "?\ufffd",
            "\u0000");
    for (String kind : kinds) {
      for (int length : new int[] {1, 511, 512, 1023, 1024, 1025, 100_000}) {
        String text = kind.repeat(length / kind.length() + 1);
        assertThat(Json.decode(Json.encode(text))).isEqualTo(text);
        assertThat(Json.decode(Json.encode(Map.of("k", text)))).isEqualTo(Map.of("k", text));
      }
    }
  }

  @Test
  void oneSpecialCharAnywhereInALongStringIsSeen() throws Exception {
    String plain = "abcdefg ".repeat(400);
    for (char special :
        "\"\\\n\u0000\u001f\u007f\u0080é\ud7ff\ue000\ud800\udfff\uffff\u8020".toCharArray()) {
      for (int at = 0; at < plain.length(); at += 7) {
        String text = plain.substring(0, at) + special + plain.substring(at);
        assertThat(Json.decode(Json.encode(text))).isEqualTo(text);
      }
    }
  }
}
