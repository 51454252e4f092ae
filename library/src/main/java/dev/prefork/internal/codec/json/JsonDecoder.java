package dev.prefork.internal.codec.json;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.prefork.internal.codec.MalformedMessageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document.
 *
 * <p>Gson's strict mode rejects escapes of lone surrogates, which are valid JSON and which Node
 * writes. A document with such escapes is first checked in strict mode with the escapes replaced,
 * and then read in a mode that accepts them.
 */
final class JsonDecoder {

  /** The memory of one value, which can be two bytes of text. */
  private static final int VALUE_BYTES = 64;

  private final JsonReader reader;
  private final long max = Runtime.getRuntime().maxMemory() / 4 / VALUE_BYTES;
  private long values;

  /** Thrown if a short text contains more values than fit into memory. */
  private static final class TooManyValues extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyValues() {
      super(null, null, false, false);
    }
  }

  /** Compiled on first use, because escaped surrogates are rare. */
  private static final class Escapes {
    /** A surrogate pair, a lone surrogate as group 1, or any other escape. */
    static final Pattern PATTERN =
        Pattern.compile(
            "\\\\(?:u[dD][89abAB]\\p{XDigit}{2}\\\\u[dD][c-fC-F]\\p{XDigit}{2}"
                + "|(u[dD][89a-fA-F]\\p{XDigit}{2})|.)",
            Pattern.DOTALL);

    static String withoutLoneSurrogate(MatchResult escape) {
      return Matcher.quoteReplacement(escape.group(1) == null ? escape.group() : "\\ufffd");
    }
  }

  private JsonDecoder(Reader text, Strictness strictness) {
    reader = new JsonReader(text);
    reader.setStrictness(strictness);
    reader.setNestingLimit(Json.MAX_DEPTH);
  }

  static @Nullable Object decode(byte[] bytes, int offset, int length)
      throws MalformedMessageException {
    boolean quoted = isQuoted(bytes, offset, length);
    if (quoted && PlainText.isAscii(bytes, offset + 1, length - 2)) {
      return new String(bytes, offset + 1, length - 2, StandardCharsets.ISO_8859_1);
    }
    String text = StrictUtf8.decode(bytes, offset, length);
    if (quoted) {
      String inner = text.substring(1, text.length() - 1);
      if (PlainText.isUnescaped(inner)) {
        return inner;
      }
    }
    return parse(text);
  }

  private static boolean isQuoted(byte[] bytes, int offset, int length) {
    return length >= 2 && bytes[offset] == '"' && bytes[offset + length - 1] == '"';
  }

  private static @Nullable Object parse(String text) throws MalformedMessageException {
    String wellFormed = withoutLoneSurrogates(text);
    try {
      Object value = read(new Text(wellFormed, wellFormed.length()), Strictness.STRICT);
      return wellFormed.equals(text)
          ? value
          : read(new Text(text, text.length()), Strictness.LEGACY_STRICT);
    } catch (IOException | NumberFormatException e) {
      throw malformed(wellFormed, e);
    } catch (TooManyValues e) {
      throw new MalformedMessageException(0, "more values than this process has memory for", true);
    }
  }

  /** Returns a text of the same length with each escaped lone surrogate replaced. */
  private static String withoutLoneSurrogates(String text) {
    return text.contains("\\ud") || text.contains("\\uD")
        ? Escapes.PATTERN.matcher(text).replaceAll(Escapes::withoutLoneSurrogate)
        : text;
  }

  private static @Nullable Object read(Text text, Strictness strictness) throws IOException {
    return new JsonDecoder(text, strictness).readDocument();
  }

  private @Nullable Object readDocument() throws IOException {
    Object value = read(reader.peek());
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new IOException("more than one value");
    }
    return value;
  }

  private @Nullable Object read(JsonToken token) throws IOException {
    if (++values > max) {
      throw new TooManyValues();
    }
    if (token == JsonToken.STRING) {
      return reader.nextString();
    } else if (token == JsonToken.NUMBER) {
      return Numbers.read(reader.nextString());
    } else if (token == JsonToken.BEGIN_OBJECT) {
      return readObject();
    } else if (token == JsonToken.BEGIN_ARRAY) {
      return readArray();
    } else if (token == JsonToken.BOOLEAN) {
      return reader.nextBoolean();
    }
    reader.nextNull();
    return null;
  }

  private Map<String, @Nullable Object> readObject() throws IOException {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      members.put(name, read(reader.peek()));
    }
    reader.endObject();
    return members;
  }

  private List<@Nullable Object> readArray() throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      elements.add(read(reader.peek()));
    }
    reader.endArray();
    return elements;
  }

  /**
   * Parses again, one char at a time, to find the byte of the error, which Gson does not report.
   */
  private static MalformedMessageException malformed(String text, Exception failure) {
    Text slow = new Text(text, 1);
    try {
      read(slow, Strictness.STRICT);
    } catch (IOException | NumberFormatException expected) {
      // The same failure as before.
    }
    String read = text.substring(0, slow.position);
    return new MalformedMessageException(
        read.getBytes(StandardCharsets.UTF_8).length, problem(failure));
  }

  /** Returns Gson's message without its advice and its line and column. */
  private static String problem(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof EOFException) {
      return "unexpected end";
    } else if (message.startsWith("Use JsonReader")) {
      return "not JSON";
    }
    int place = message.indexOf(" at line ");
    return place < 0 ? message : message.substring(0, place);
  }

  /** Reads at most {@code step} chars of a text at a time. */
  private static final class Text extends Reader {

    private final String text;
    private final int step;
    private int position;

    Text(String text, int step) {
      this.text = text;
      this.step = step;
    }

    @Override
    public int read(char[] target, int offset, int length) {
      int count = Math.min(Math.min(length, step), text.length() - position);
      if (count == 0) {
        return -1;
      }
      text.getChars(position, position + count, target, offset);
      position += count;
      return count;
    }

    @Override
    public void close() {}
  }
}
