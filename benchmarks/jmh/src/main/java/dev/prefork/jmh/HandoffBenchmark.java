package dev.prefork.jmh;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.LoopbackPair;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Hands over a connection on a link. Both ends are in one thread, so that no thread is woken. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HandoffBenchmark {
  private static final byte[] CONNECTION =
      Handoff.connection(new byte[SocketAddresses.SIZE], (byte) 0, false);
  private static final byte[] TAKEN = Frame.encode(FrameType.TAKEN);

  private final Sockets sockets = new Sockets();
  private final Fd primary;
  private final Fd worker;
  private final LoopbackPair handed;
  private final DescriptorSocket io = new DescriptorSocket(CONNECTION.length);
  private final byte[] received = new byte[CONNECTION.length];

  /** Opens a link, and the connection to hand over. */
  public HandoffBenchmark() {
    try {
      Fd[] link = sockets.pair();
      primary = link[0];
      worker = link[1];
      handed = LoopbackPair.connect(true);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Sends, receives and closes a connection; sends and receives the acknowledgement. */
  @Benchmark
  public int handOff() throws IOException {
    return hand()
        + receive(worker)
        + io.send(worker.number(), TAKEN, 0, TAKEN.length)
        + receive(primary);
  }

  /** Sends a frame without a descriptor in both directions, for comparison. */
  @Benchmark
  public int roundTripWithoutDescriptor() throws IOException {
    return io.send(primary.number(), TAKEN, 0, TAKEN.length)
        + receive(worker)
        + io.send(worker.number(), TAKEN, 0, TAKEN.length)
        + receive(primary);
  }

  private int hand() throws IOException {
    return io.send(
        primary.number(), CONNECTION, 0, CONNECTION.length, handed.accepted().fd().number());
  }

  private int receive(Fd from) throws IOException {
    int count = io.receive(from.number(), received, 0, received.length);
    for (Fd descriptor : io.takeDescriptors()) {
      descriptor.close();
    }
    return count;
  }

  /** Closes the link and the connection. */
  @TearDown
  public void close() throws IOException {
    io.close();
    primary.close();
    worker.close();
    handed.close();
  }
}
