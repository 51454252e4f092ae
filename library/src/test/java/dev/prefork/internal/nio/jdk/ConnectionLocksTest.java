package dev.prefork.internal.nio.jdk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.sys.Registrations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** What is known of a connection while its locks are held. */
class ConnectionLocksTest {
  private static final InetAddress HOST = InetAddress.getLoopbackAddress();

  private final List<Registrations> seen = new ArrayList<>();
  private final List<EarlierRead> reads = new ArrayList<>();

  private boolean look(Object connection) throws IOException {
    return ConnectionLocks.whileOpen(
        connection,
        (read, registrations) -> {
          reads.add(read);
          seen.add(registrations);
        });
  }

  private interface Body {
    void run(SocketChannel client, SocketChannel server) throws Exception;
  }

  private static void connected(Body test) throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(HOST, 0));
      try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
          SocketChannel server = listener.accept()) {
        test.run(client, server);
      }
    }
  }

  @Test
  void nothingHappensToAChannelThatIsClosed() throws Exception {
    connected(
        (_, server) -> {
          server.close();
          assertThat(look(server)).isFalse();
        });
    assertThat(seen).isEmpty();
  }

  @Test
  void nothingHappensToAnAsynchronousChannelThatIsClosed() throws Exception {
    AsynchronousSocketChannel channel = AsynchronousSocketChannel.open();
    channel.close();
    assertThat(look(channel)).isFalse();
    assertThat(seen).isEmpty();
  }

  @Test
  void whatIsNoConnectionOfTheJdkIsLeftAlone() throws IOException {
    assertThat(look("a connection")).isFalse();
  }

  @Test
  void ofAChannelThatNobodyReadsNoReadIsLeft() throws Exception {
    connected((_, server) -> assertThat(look(server)).isTrue());
    assertThat(reads).containsExactly(EarlierRead.NONE);
  }

  @Test
  void eachSelectorHasTheEventsThatItsKeyHas() throws Exception {
    connected(
        (_, server) -> {
          server.configureBlocking(false);
          try (AbstractSelector one = selector();
              AbstractSelector other = selector();
              AbstractSelector _ = selector()) {
            server.register(one, SelectionKey.OP_READ);
            server.register(other, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
            one.selectNow();
            other.selectNow();
            assertThat(look(server)).isTrue();
            Registrations registrations = seen.getFirst();
            assertThat(registrations.instances())
                .extracting(registrations::events)
                .containsExactlyInAnyOrder(1, 1 | 4);
          }
        });
  }

  /** Opened as in a worker. */
  private static AbstractSelector selector() throws IOException {
    return OpenSelectors.add(JdkInternals.defaultProvider().openSelector());
  }

  @Test
  void aKeyThatHasBeenCancelledHasNoEvents() throws Exception {
    connected(
        (_, server) -> {
          server.configureBlocking(false);
          try (AbstractSelector selector = selector()) {
            SelectionKey key = server.register(selector, SelectionKey.OP_READ);
            selector.selectNow();
            assertThat(look(server)).isTrue();
            key.cancel();
            selector.selectNow();
            Registrations before = seen.getFirst();
            assertThat(before.instances()).extracting(before::events).containsExactly(0);
            assertThat(look(server)).isTrue();
            assertThat(seen.getLast().instances()).isEmpty();
          }
        });
  }

  @Test
  void aThreadThatWaitsInsideAReadIsWokenUntilItIsOutOfIt() throws Exception {
    connected(
        (client, server) -> {
          Future<Integer> read = readOn(Thread.ofPlatform().name("reader"), server);
          Thread.sleep(50); // the promise is kept before the read, too
          boolean over = false;
          for (int i = 0; i < 10_000 && !over; i++) {
            assertThat(look(server)).isTrue();
            over = reads.getLast().isOver();
          }
          assertThat(over).isTrue();
          assertThat(read.isDone()).isFalse();
          client.write(ByteBuffer.wrap(new byte[7]));
          assertThat(read.get()).isEqualTo(7);
        });
  }

  private static Future<Integer> readOn(Thread.Builder builder, SocketChannel channel) {
    var task = new FutureTask<>(() -> channel.read(ByteBuffer.allocate(10)));
    Thread _ = builder.start(task);
    return task;
  }

  @Test
  void aVirtualThreadThatWaitsTakesNoBytesMeanwhile() throws Exception {
    connected(
        (client, server) -> {
          Future<Integer> read = readOn(Thread.ofVirtual(), server);
          Thread.sleep(50); // the promise is kept before the read, too
          assertThat(look(server)).isTrue();
          boolean over = false;
          for (int i = 0; i < 10_000 && !over; i++) {
            over = reads.getLast().isOver();
          }
          assertThat(over).isTrue();
          client.write(ByteBuffer.wrap(new byte[7]));
          assertThat(read.get()).isEqualTo(7);
        });
  }

  @Test
  void anAsynchronousReadThatIsPendingIsPendingAfterwards() throws Exception {
    try (AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(HOST, 0));
      try (SocketChannel client = SocketChannel.open(listener.getLocalAddress());
          AsynchronousSocketChannel server = listener.accept().get()) {
        Future<Integer> read = server.read(ByteBuffer.allocate(10));
        assertThat(look(server)).isTrue();
        assertThat(reads.getLast().isOver()).isTrue();
        client.write(ByteBuffer.wrap(new byte[7]));
        assertThat(read.get()).isEqualTo(7);
      }
    }
  }
}
