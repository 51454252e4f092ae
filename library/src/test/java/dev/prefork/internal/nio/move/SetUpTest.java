package dev.prefork.internal.nio.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the application has set up a connection that it has accepted. */
class SetUpTest {
  private static final long NOW = 1_000_000_000_000L;

  private final SetUp setUp = new SetUp();
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
    Fd number = new Fd(JdkInternals.numberOf(JdkInternals.descriptorOf(server)));
    Accepted accepted = new Accepted(number, server.getRemoteAddress(), null);
    assertThat(accepted.reserve()).isTrue();
    accepted.registerAs(server);
    int _ = number.release(); // it is the channel's
    connection =
        OpenConnections.snapshot().stream()
            .filter(each -> server.equals(each.get()))
            .findAny()
            .get();
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  private List<OpenConnection> doneAt(long now) {
    return setUp.done(List.of(connection), now);
  }

  @Test
  void aNewOneIsNotSetUpBeforeATime() {
    assertThat(doneAt(NOW)).isEmpty();
    assertThat(doneAt(NOW + SetUp.NANOS - 1)).isEmpty();
    assertThat(setUp.isAnyPending()).isTrue();
    assertThat(doneAt(NOW + SetUp.NANOS)).containsExactly(connection);
    assertThat(setUp.isAnyPending()).isFalse();
  }

  @Test
  void whatTheClientHasSentMakesNoDifference() throws IOException {
    client.write(ByteBuffer.wrap(new byte[1]));
    assertThat(doneAt(NOW)).isEmpty();
  }

  @Test
  void oneThatTheApplicationHasAnsweredIsSetUp() throws IOException {
    assertThat(doneAt(NOW)).isEmpty();
    server.write(ByteBuffer.wrap(new byte[1]));
    assertThat(doneAt(NOW)).containsExactly(connection);
    assertThat(setUp.isAnyPending()).isFalse();
  }

  @Test
  void oneThatIsClosedIsNotWaitedFor() {
    assertThat(doneAt(NOW)).isEmpty();
    assertThat(setUp.done(List.of(), NOW)).isEmpty();
    assertThat(setUp.isAnyPending()).isFalse();
  }
}
