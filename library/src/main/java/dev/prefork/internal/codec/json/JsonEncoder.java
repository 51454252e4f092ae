package dev.prefork.internal.codec.json;

import com.google.gson.stream.JsonWriter;
import dev.prefork.internal.codec.RecordAccess;
import dev.prefork.internal.codec.UnsupportedValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one message as JSON. */
final class JsonEncoder {

  /** For shorter strings, Gson is as fast as {@link PlainText}. */
  private static final int LONG = 512;

  private static final int FIRST_CAPACITY = 256;

  private final Utf8Sink sink;
  private final JsonWriter writer;

  private JsonEncoder(int capacity) {
    sink = new Utf8Sink(capacity);
    writer = new JsonWriter(sink);
  }

  static byte[] encode(@Nullable Object message) {
    JsonEncoder encoder = new JsonEncoder(capacity(message));
    try {
      encoder.write(message, 0);
      return encoder.sink.toBytes();
    } catch (UnsupportedValue unsupported) {
      throw unsupported.toException();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int capacity(@Nullable Object message) {
    return message instanceof String text && text.length() >= LONG
        ? text.length() + 2
        : FIRST_CAPACITY;
  }

  private void write(@Nullable Object value, int depth) throws IOException {
    if (value instanceof String text) {
      writeText(text);
    } else if (value instanceof Number number) {
      writeNumber(number);
    } else if (value instanceof Boolean flag) {
      writer.value(flag.booleanValue());
    } else if (value == null) {
      writer.nullValue();
    } else {
      writeOther(value, depth);
    }
  }

  private void writeOther(Object value, int depth) throws IOException {
    if (value instanceof Map<?, ?> map) {
      writeMap(map, nextDepth(depth));
    } else if (value instanceof Record message) {
      writeRecord(message, nextDepth(depth));
    } else if (value instanceof Enum<?> constant) {
      writeText(constant.name());
    } else if (value instanceof CharSequence || value instanceof Character) {
      writeText(value.toString());
    } else if (value.getClass().isArray()) {
      writeArray(value, nextDepth(depth));
    } else if (value instanceof Iterable<?> values && !(value instanceof Path)) {
      writeAll(values, nextDepth(depth));
    } else {
      throw unsupported(value.getClass());
    }
  }

  private void writeText(String text) throws IOException {
    if (text.length() < LONG) {
      writer.value(text);
    } else if (PlainText.isAscii(text)) {
      writer.jsonValue("\"");
      sink.writeAscii(text);
      sink.write('"');
    } else if (PlainText.isUnescaped(text)) {
      writer.jsonValue("\"");
      sink.writeEncoded(text.getBytes(StandardCharsets.UTF_8));
      sink.write('"');
    } else {
      writer.value(text);
    }
  }

  private void writeNumber(Number number) throws IOException {
    if (number instanceof Integer || number instanceof Long) {
      writer.value(number.longValue());
    } else if (number instanceof Double) {
      writeDouble(number.doubleValue());
    } else if (number instanceof Float) {
      writeFloat(number.floatValue());
    } else {
      writeBounded(number);
    }
  }

  private void writeBounded(Number number) throws IOException {
    try {
      writer.value(Numbers.bounded(number));
    } catch (NumberFormatException e) {
      String problem = e.getMessage() == null ? "not a number" : e.getMessage();
      throw new UnsupportedValue(
          "cannot send " + number.getClass().getName() + " at ", " as JSON: " + problem);
    }
  }

  private void writeDouble(double number) throws IOException {
    if (Double.isFinite(number)) {
      writer.value(number);
    } else {
      writer.nullValue();
    }
  }

  private void writeFloat(float number) throws IOException {
    if (Float.isFinite(number)) {
      writer.value(number);
    } else {
      writer.nullValue();
    }
  }

  private void writeMap(Map<?, ?> map, int depth) throws IOException {
    writer.beginObject();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      writeMember(key(entry.getKey()), entry.getValue(), depth);
    }
    writer.endObject();
  }

  private static String key(@Nullable Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key instanceof Enum<?> constant) {
      return constant.name();
    }
    String type = key == null ? "null" : key.getClass().getName();
    throw new UnsupportedValue(
        "cannot send the map at ", " as JSON: a key is " + type + ", not a string");
  }

  private void writeRecord(Record message, int depth) throws IOException {
    RecordAccess access = RecordAccess.of(message.getClass());
    writer.beginObject();
    for (int i = 0; i < access.size(); i++) {
      writeMember(access.name(i), access.value(message, i), depth);
    }
    writer.endObject();
  }

  private void writeMember(String key, @Nullable Object value, int depth) throws IOException {
    writer.name(key);
    try {
      write(value, depth);
    } catch (UnsupportedValue unsupported) {
      throw unsupported.at(key);
    }
  }

  private void writeAll(Iterable<?> values, int depth) throws IOException {
    writer.beginArray();
    int index = 0;
    for (Object value : values) {
      writeElement(index++, value, depth);
    }
    writer.endArray();
  }

  private void writeArray(Object array, int depth) throws IOException {
    writer.beginArray();
    int length = Array.getLength(array);
    for (int i = 0; i < length; i++) {
      writeElement(i, Array.get(array, i), depth);
    }
    writer.endArray();
  }

  private void writeElement(int index, @Nullable Object value, int depth) throws IOException {
    try {
      write(value, depth);
    } catch (UnsupportedValue unsupported) {
      throw unsupported.at(index);
    }
  }

  private static int nextDepth(int depth) {
    if (depth == Json.MAX_DEPTH) {
      throw new UnsupportedValue(
          "cannot send ", " as JSON: more than " + depth + " levels deep; check for a cycle");
    }
    return depth + 1;
  }

  private static UnsupportedValue unsupported(Class<?> type) {
    return new UnsupportedValue(
        "cannot send " + type.getName() + " at ",
        " as JSON: a message is made of records, maps, lists, strings, numbers, booleans and null");
  }
}
