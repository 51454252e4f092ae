package dev.prefork.internal.nio.move;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.OpenConnection;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.internal.sys.sockets.StreamIo;
import dev.prefork.model.StayReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;

/**
 * A relay between a client with a TCP connection and an application with one end of a pair, whose
 * events are waited for as in a worker, but on the thread of the test.
 */
final class RelayScene implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 10_000;
  private static final int SETTLED_MILLIS = 20;
  private static final int CHUNK = 32 * 1024;

  /** Far more than a test has, but few for a loop that turns for nothing. */
  private static final int MANY_EVENTS = 20_000;

  final Relay relay;
  final Socket client;
  final StreamIo io = new StreamIo();

  private final long descriptors = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final Epoll epoll = new Epoll();
  private final DescriptorSocket applicationIo = new DescriptorSocket(CHUNK);
  private final SocketChannel channel;
  private final RelayWatch watch;
  private final Fd application;
  private boolean movable;
  private int events;

  RelayScene() throws IOException {
    byte[] loopback = {127, 0, 0, 1};
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByAddress(loopback), 0);
    Sockets.Options options = new Sockets.Options(false, true, 0, new int[0]);
    try (Fd listener = sockets.listen(any, options, 1)) {
      channel = SocketChannel.open(sockets.localAddress(listener));
      client = channel.socket();
      client.setTcpNoDelay(true);
      client.setSoTimeout(PATIENCE_MILLIS);
      Fd accepted = requireNonNull(sockets.accept(listener)).fd();
      Fd[] pair = sockets.pair();
      application = pair[0];
      relay = new Relay(connection(accepted), accepted, pair[1], io);
      watch = new RelayWatch(epoll, relay, this::onEvent);
    }
  }

  private static OpenConnection connection(Fd accepted) {
    Accepted tracked = new Accepted(accepted, new InetSocketAddress(0), null);
    assertThat(tracked.reserve()).isTrue();
    Channel registered = tracked.registerAs(new OpenChannel());
    return OpenConnections.snapshot().stream()
        .filter(each -> registered.equals(each.get()))
        .findFirst()
        .orElseThrow();
  }

  /** Open as long as it is referred to. */
  private static final class OpenChannel implements Channel {
    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // it has nothing to close
    }
  }

  /** Begins as in a worker; see {@link Relay#begin}. */
  RelayScene begin(boolean untouched, boolean answered) throws IOException {
    relay.begin(untouched, answered, 0);
    advance();
    return this;
  }

  private void onEvent() throws IOException {
    events++;
    advance();
  }

  private void advance() throws IOException {
    movable = relay.pass(0);
    if (movable || relay.state() == Relay.State.ENDED) {
      watch.pause();
    } else {
      watch.update();
    }
    if (relay.state() == Relay.State.ENDED) {
      relay.close();
    }
  }

  /** Lets the relay do all that it can do now. */
  RelayScene settle() throws IOException {
    int before;
    int first = events;
    do {
      before = events;
      epoll.await(SETTLED_MILLIS, RelayScene::fail);
      assertThat(events - first).as("events in a row").isLessThan(MANY_EVENTS);
    } while (events > before);
    return this;
  }

  private static void fail(Epoll.Handler culprit, Exception fault) {
    throw new AssertionError("the handler " + culprit.getClass() + " failed", fault);
  }

  boolean isMovable() throws IOException {
    settle();
    return movable;
  }

  /** Another worker does not take it. */
  void refuse() throws IOException {
    relay.offer();
    relay.stay(StayReason.OFF);
    advance();
  }

  /** The client sends a text. */
  RelayScene ask(String text) throws IOException {
    client.getOutputStream().write(text.getBytes(ISO_8859_1));
    return settle();
  }

  /** The application sends a text. */
  RelayScene answer(String text) throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    assertThat(applicationIo.send(application.number(), bytes, 0, bytes.length))
        .isEqualTo(bytes.length);
    return settle();
  }

  /** What the application can read now; null at the end of the stream. */
  String heard() throws IOException {
    byte[] buffer = new byte[CHUNK];
    StringBuilder text = new StringBuilder();
    int count;
    while ((count = applicationIo.receive(application.number(), buffer, 0, CHUNK)) > 0) {
      text.append(new String(buffer, 0, count, ISO_8859_1));
    }
    return count == DescriptorSocket.END && text.isEmpty() ? null : text.toString();
  }

  /** What the client has received, which is so much. */
  String received(int count) throws IOException {
    return new String(client.getInputStream().readNBytes(count), ISO_8859_1);
  }

  /** The client sends until nothing more is taken. */
  void fillServer() throws IOException {
    channel.configureBlocking(false);
    do {
      settle();
    } while (channel.write(ByteBuffer.allocate(CHUNK)) > 0);
    channel.configureBlocking(true);
  }

  /** The application sends until nothing more is taken; returns how much that was. */
  int fillClient() throws IOException {
    byte[] bytes = new byte[CHUNK];
    int sent = 0;
    int count;
    do {
      count = applicationIo.send(application.number(), bytes, 0, CHUNK);
      sent += count;
      settle();
    } while (count > 0);
    return sent;
  }

  /** The client reads to the end; returns how much that was. */
  int readToEnd() throws IOException {
    channel.configureBlocking(false);
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    int all = 0;
    for (int count = 0; count >= 0; count = channel.read(buffer.clear())) {
      all += count;
      settle();
    }
    return all;
  }

  /** A whole exchange. */
  RelayScene exchange(String request, String response) throws IOException {
    ask(request);
    assertThat(heard()).isEqualTo(request);
    answer(response);
    assertThat(received(response.length())).isEqualTo(response);
    return settle();
  }

  /** How many bytes of the client nobody has read. */
  int unread() throws IOException {
    return io.unread(relay.client());
  }

  void closeApplication() {
    application.close();
  }

  void endAnswers() {
    io.endOutput(application);
  }

  @Override
  public void close() throws IOException {
    application.close();
    client.close();
    if (relay.state() != Relay.State.ENDED) {
      relay.close();
    }
    epoll.close();
    applicationIo.close();
    assertThat(Descriptors.count()).as("open descriptors").isEqualTo(descriptors);
  }
}
