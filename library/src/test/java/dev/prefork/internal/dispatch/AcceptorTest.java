package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.dispatch.balance.Weights;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Connection;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of several listening sockets, which come and go. */
class AcceptorTest {
  private static final int BACKLOG = 50;

  private final List<Socket> clients = new ArrayList<>();
  private long descriptors;
  private Sockets sockets;
  private Epoll epoll;
  private DescriptorSocket io;
  private Acceptor acceptor;
  private Fd one;
  private Fd other;
  private int arrivals;

  @BeforeEach
  void open() throws IOException {
    descriptors = Descriptors.count();
    sockets = new Sockets();
    epoll = new Epoll();
    io = new DescriptorSocket(1024);
    FrameChannel.Io shared = new FrameChannel.Io(epoll, io, new byte[1024]);
    PortContext context =
        new PortContext(shared, sockets, new Weights(), () -> 0, () -> {}, new Nothing());
    acceptor = new Acceptor("the port", context, () -> arrivals++);
    one = listener();
    other = listener();
  }

  /** An acceptor has no news. */
  private static final class Nothing implements Ports.Listener {
    @Override
    public void onListening(int workerId, Endpoint endpoint) {
      throw new AssertionError("worker " + workerId + " listens at " + endpoint);
    }

    @Override
    public void onRefused(int workerId, BindFailure failure) {
      throw new AssertionError("worker " + workerId + " was refused: " + failure);
    }

    @Override
    public void onRedispatched() {
      throw new AssertionError("nobody was to serve anything");
    }
  }

  private Fd listener() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return sockets.listen(any, new Sockets.Options(false, true, 0, new int[0]), BACKLOG);
  }

  @AfterEach
  void noDescriptorIsLeft() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    acceptor.close();
    one.close();
    other.close();
    io.close();
    epoll.close();
    assertThat(Descriptors.count()).as("open descriptors").isEqualTo(descriptors);
  }

  /** A connection that waits; the port that it comes from. */
  private int connect(Fd listener) throws IOException {
    InetSocketAddress address = sockets.localAddress(listener);
    Socket client = new Socket(address.getAddress(), address.getPort());
    clients.add(client);
    return client.getLocalPort();
  }

  /** Where the next connection comes from; null if there is none. */
  private @Nullable Integer next() throws IOException {
    try (Connection connection = acceptor.next()) {
      return connection == null ? null : SocketAddresses.decode(connection.peer()).getPort();
    }
  }

  private void watch() throws IOException {
    epoll.await(
        0,
        (_, fault) -> {
          throw new AssertionError(fault);
        });
  }

  @Test
  void whatWaitedBeforeASocketWasAddedIsToldAndAccepted() throws IOException {
    int client = connect(one);
    acceptor.add(one);
    watch();
    assertThat(arrivals).isEqualTo(1);
    assertThat(next()).isEqualTo(client);
    assertThat(next()).isNull();
  }

  @Test
  void aBusySocketLeavesTheOthersTheirTurn() throws IOException {
    acceptor.add(one);
    acceptor.add(other);
    for (int i = 0; i < 5; i++) {
      connect(one);
    }
    int client = connect(other);
    watch();
    assertThat(List.of(next(), next())).contains(client);
    assertThat(List.of(next(), next(), next(), next())).doesNotContain(client);
    assertThat(next()).isNull();
  }

  @Test
  void whatWaitsInASocketThatWasRemovedStaysThere() throws IOException {
    acceptor.add(one);
    acceptor.add(other);
    int kept = connect(one);
    int taken = connect(other);
    watch();
    acceptor.remove(one);
    assertThat(next()).isEqualTo(taken);
    assertThat(next()).isNull();
    connect(one);
    int before = arrivals;
    watch();
    assertThat(arrivals).isEqualTo(before);
    acceptor.add(one);
    watch();
    assertThat(next()).isEqualTo(kept);
  }

  @Test
  void whatComesAfterASocketWasEmptyIsToldAnew() throws IOException {
    acceptor.add(one);
    connect(one);
    watch();
    next();
    assertThat(next()).isNull();
    int client = connect(one);
    assertThat(next()).as("nobody has told").isNull();
    watch();
    assertThat(arrivals).isEqualTo(2);
    assertThat(next()).isEqualTo(client);
  }
}
