package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameChannel;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Descriptors;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.internal.sys.sockets.Sockets;
import dev.prefork.model.BindFailure;
import dev.prefork.model.Endpoint;
import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ports as the conductor has them, with workers made by hand, on one thread and a clock of its own.
 */
final class Scene implements AutoCloseable {
  private static final int BUFFER_SIZE = 64 * 1024;
  private static final int PATIENCE = 1000; // turns of 10 ms
  private static final int MAX_GREETING = Listen.MAX_BODY;

  final Sockets sockets = new Sockets();
  final Ports ports;
  final List<HandMadeWorker> workers = new ArrayList<>();
  final List<Socket> clients = new ArrayList<>();

  /** Links that were closed while nobody but the test owned them. */
  int closedLinks;

  long now = 1_000_000_000;

  /** Workers that listen. */
  final List<Integer> listening = new ArrayList<>();

  /** What workers did not get. */
  final List<BindFailure> refused = new ArrayList<>();

  /** Connections that were another worker's. */
  int redispatched;

  private final long descriptors = Descriptors.count();
  private final Epoll epoll;
  private final DescriptorSocket io = new DescriptorSocket(BUFFER_SIZE);
  private final FrameChannel.Io shared;

  Scene(SchedulingPolicy policy) throws IOException {
    this(policy, ActivatedSockets.NONE);
  }

  /** With sockets that a service manager has passed on. */
  Scene(SchedulingPolicy policy, ActivatedSockets activated) throws IOException {
    epoll = new Epoll();
    shared = new FrameChannel.Io(epoll, io, new byte[BUFFER_SIZE]);
    ports =
        new Ports(policy, PortRules.NONE, activated, shared, sockets, () -> now, new Reporter());
  }

  private final class Reporter implements Ports.Listener {
    @Override
    public void onListening(int workerId, Endpoint endpoint) {
      listening.add(workerId);
    }

    @Override
    public void onRefused(int workerId, BindFailure failure) {
      refused.add(failure);
    }

    @Override
    public void onRedispatched() {
      redispatched++;
    }
  }

  /** A worker that has asked for an address, and the answer is there. */
  HandMadeWorker join(int id, Listen request) throws IOException {
    HandMadeWorker worker = connect(id);
    worker.say(request.encode());
    until(() -> worker.has(FrameType.BOUND) || worker.has(FrameType.REFUSED));
    return worker;
  }

  /** A worker that listens on this scene's own address. */
  HandMadeWorker join(int id) throws IOException {
    HandMadeWorker worker = join(id, listen(0));
    assertThat(worker.port()).isPositive();
    return worker;
  }

  /** A worker that has not asked for anything. */
  HandMadeWorker connect(int id) throws IOException {
    Fd[] pair = sockets.pair();
    new Handshake(id, pair[0]);
    HandMadeWorker worker = new HandMadeWorker(id, pair[1], sockets);
    workers.add(worker);
    return worker;
  }

  /** What the primary does with a link until its port has it. */
  private final class Handshake implements FrameChannel.Listener {
    private final int id;
    private final FrameChannel link;

    Handshake(int id, Fd fd) throws IOException {
      this.id = id;
      this.link = new FrameChannel(fd, shared, MAX_GREETING, false, this);
    }

    @Override
    public void onFrame(Frame frame) throws IOException {
      assertThat(frame.type()).isEqualTo(FrameType.LISTEN);
      ports.listen(id, Listen.decode(frame.body()), link, FileUser.CURRENT);
    }

    @Override
    public void onClosed(@Nullable IOException fault) {
      closedLinks++;
    }
  }

  /** A request for the loopback address. */
  static Listen listen(int port) {
    return listen(port, 0, 0);
  }

  static Listen listen(int port, int nth, int backlog) {
    byte[] host = {127, 0, 0, 1};
    return listen(new Target.Tcp(new Target.Inet(host, 0, port, nth, false)), backlog);
  }

  static Listen listen(Target target, int backlog) {
    return new Listen(new byte[0], target, backlog, true, 0, Listen.NO_OPTIONS);
  }

  /** Connects a client, and waits until the handshake is over. */
  Socket client(int port) throws IOException {
    return client(port, InetAddress.getLoopbackAddress());
  }

  /** Connects a client that has a certain address. */
  Socket client(int port, InetAddress from) throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    clients.add(client);
    return client;
  }

  static boolean accepts(int port) {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Lets the ports work until something is so. */
  void until(BooleanSupplier condition) throws IOException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("turns").isLessThan(PATIENCE);
      epoll.await(10, Scene::fail);
    }
  }

  /** Lets the ports work on all that is there. */
  void settle() throws IOException {
    for (int i = 0; i < 10; i++) {
      settleOnce();
    }
  }

  /** Lets the ports work on what is there now. */
  void settleOnce() throws IOException {
    epoll.await(1, Scene::fail);
  }

  /** Lets time pass. */
  void pass(long nanos) throws IOException {
    now += nanos;
    ports.tick(now);
    settle();
  }

  /** As when a worker's process has ended. */
  void kill(HandMadeWorker worker) throws IOException {
    worker.close();
    ports.remove(worker.id, true);
    settle();
  }

  private static void fail(Epoll.Handler culprit, Exception fault) {
    throw new AssertionError("the handler " + culprit.getClass() + " failed", fault);
  }

  @Override
  public void close() throws IOException {
    for (Socket client : clients) {
      client.close();
    }
    for (HandMadeWorker worker : workers) {
      worker.close();
    }
    settle();
    ports.close();
    epoll.close();
    io.close();
    assertThat(Descriptors.count()).as("open descriptors").isEqualTo(descriptors);
  }
}
