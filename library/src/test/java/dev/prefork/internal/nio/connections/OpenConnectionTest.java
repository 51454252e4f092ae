package dev.prefork.internal.nio.connections;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.sockets.TcpConnections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may end a connection that moves. */
class OpenConnectionTest {
  private final TcpConnections tcp = new TcpConnections();
  private SocketChannel client;
  private SocketChannel server;
  private OpenConnection connection;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      client = SocketChannel.open(listener.getLocalAddress());
      server = listener.accept();
    }
    connection = new OpenConnection(server, number(), server.getRemoteAddress(), null, false);
  }

  private int number() {
    return JdkInternals.numberOf(JdkInternals.descriptorOf(server));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private boolean isOpenInKernel() {
    return requireNonNull(tcp.info(number())).open();
  }

  @Test
  void aConnectionIsEnded() throws IOException {
    connection.end(tcp);
    assertThat(client.read(ByteBuffer.allocate(1))).isNegative();
    assertThat(isOpenInKernel()).isFalse();
  }

  @Test
  void oneThatAnotherWorkerMayHaveIsNotEnded() {
    connection.offer();
    connection.end(tcp);
    assertThat(isOpenInKernel()).isTrue();
    assertThat(connection.info(tcp)).isNull();
    assertThat(connection.isGone()).isFalse();
  }

  @Test
  void oneThatNoOtherWorkerTakesIsEnded() {
    connection.offer();
    connection.relay(number());
    assertThat(requireNonNull(connection.info(tcp)).open()).isTrue();
    connection.end(tcp);
    assertThat(isOpenInKernel()).isFalse();
  }

  @Test
  void oneThatThisWorkerDoesNotHaveAnyMoreIsGone() {
    connection.offer();
    connection.leave();
    connection.end(tcp);
    assertThat(connection.isGone()).isTrue();
    assertThat(isOpenInKernel()).isTrue();
  }
}
