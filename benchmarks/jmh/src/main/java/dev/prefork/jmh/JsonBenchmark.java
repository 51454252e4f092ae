package dev.prefork.jmh;

import dev.prefork.internal.codec.MalformedMessageException;
import dev.prefork.internal.codec.json.Json;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Encodes and decodes messages as JSON. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JsonBenchmark {
  private record Job(String type, int id, String name, List<String> tags) {}

  private final Job job = new Job("job", 123, "abc", List.of("a", "b"));
  private final byte[] encoded = Json.encode(job);
  private final String large = "x".repeat(1 << 20);
  private final byte[] largeEncoded = Json.encode(large);

  /** Encodes a small record. */
  @Benchmark
  public byte[] encode() {
    return Json.encode(job);
  }

  /** Decodes a small message to maps and lists. */
  @Benchmark
  public @Nullable Object decode() throws MalformedMessageException {
    return Json.decode(encoded);
  }

  /** Decodes a small message to a record. */
  @Benchmark
  public Object decodeRecord() throws MalformedMessageException {
    return Json.convert(Json.decode(encoded), Job.class);
  }

  /** Encodes a megabyte of plain text. */
  @Benchmark
  public byte[] encodeLarge() {
    return Json.encode(large);
  }

  /** Decodes a megabyte of plain text. */
  @Benchmark
  public @Nullable Object decodeLarge() throws MalformedMessageException {
    return Json.decode(largeEncoded);
  }
}
