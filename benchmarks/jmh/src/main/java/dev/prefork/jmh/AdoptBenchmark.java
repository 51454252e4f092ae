package dev.prefork.jmh;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Makes a channel of a received descriptor, and closes it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
    })
public class AdoptBenchmark {
  private final Sockets sockets = new Sockets();
  private final ServerSocketChannel server;
  private final SocketChannel client;
  private final SocketChannel accepted;
  private final SocketAddress remote;
  private final int number;

  /** Opens a connection, which each measurement duplicates. */
  public AdoptBenchmark() {
    try {
      server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = SocketChannel.open(server.getLocalAddress());
      accepted = server.accept();
      remote = accepted.getRemoteAddress();
      number = JdkInternals.numberOf(JdkInternals.descriptorOf(accepted));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Includes the duplication, which only the benchmark needs: see {@link #duplicate}. */
  @Benchmark
  public SocketChannel adopt() throws IOException {
    Fd connection = sockets.duplicate(number);
    SocketChannel channel =
        JdkInternals.adopt(
            JdkInternals.defaultProvider(), StandardProtocolFamily.INET6, connection, remote);
    channel.close();
    return channel;
  }

  /** The part of {@link #adopt} that is not adopting. */
  @Benchmark
  public Fd duplicate() throws IOException {
    Fd connection = sockets.duplicate(number);
    connection.close();
    return connection;
  }

  /** Closes the connection. */
  @TearDown
  public void close() throws IOException {
    accepted.close();
    client.close();
    server.close();
  }
}
