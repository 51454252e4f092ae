package dev.prefork.jmh;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameReader;
import dev.prefork.internal.ipc.FrameType;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Encodes and decodes frames. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameBenchmark {
  /** The size of the body. */
  @Param({"0", "64", "4096"})
  public int size;

  private byte[] body = {};
  private byte[] encoded = {};
  private final FrameReader reader = new FrameReader(1 << 20);

  /** Makes a frame. */
  @Setup
  public void prepare() {
    body = new byte[size];
    encoded = Frame.encode(FrameType.MESSAGE, body);
  }

  /** Encodes a frame. */
  @Benchmark
  public byte[] encode() {
    return Frame.encode(FrameType.MESSAGE, body);
  }

  /** Decodes a frame that arrived at once. */
  @Benchmark
  public void decode(Blackhole hole) throws IOException {
    reader.feed(encoded, 0, encoded.length, hole::consume);
  }

  /** Decodes a frame that arrived in two halves. */
  @Benchmark
  public void decodeHalves(Blackhole hole) throws IOException {
    int half = encoded.length / 2;
    reader.feed(encoded, 0, half, hole::consume);
    reader.feed(encoded, half, encoded.length - half, hole::consume);
  }
}
