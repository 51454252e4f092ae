package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.accepting;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.freeAddress;
import static dev.prefork.it.channel.Fixture.isRefused;
import static dev.prefork.it.channel.Fixture.loopback;
import static dev.prefork.it.channel.Fixture.port;
import static dev.prefork.it.channel.Fixture.server;
import static dev.prefork.it.channel.Fixture.sockets;
import static dev.prefork.it.channel.Fixture.talk;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a server channel ends, and what cannot be done when it has. */
final class CloseChecks implements ServerChannelProgram.Family {
  @Override
  public void addTo(Checks checks) {
    for (boolean virtual : new boolean[] {false, true}) {
      String thread = virtual ? "a virtual thread" : "a platform thread";
      checks.add("closing ends an accept of " + thread, () -> closing(virtual));
      checks.add(
          "closing ends all accepts of " + thread + " and others", () -> closingAll(virtual));
      checks.add("an interrupt ends an accept of " + thread, () -> interrupt(virtual));
      checks.add("an interrupt before an accept of " + thread, () -> interruptBefore(virtual));
      checks.add("an interrupt ends the accepts beside " + thread, () -> interruptAll(virtual));
    }
    checks.add("a channel can be closed again and again", this::twice);
    checks.add("a closed channel's port is refused", this::refused);
    checks.add("a closed channel's port can be bound again", this::again);
    checks.add("a closed channel leaves no descriptor", this::noDescriptor);
    checks.add("an unbound channel leaves no descriptor", this::noDescriptorUnbound);
    checks.add("whoever was not accepted sees the end", this::unaccepted);
    checks.add("a bound channel cannot be bound", this::boundTwice);
    checks.add("a closed channel cannot be bound", this::bindClosed);
    checks.add("the local address is there from bind to close", this::localAddress);
    checks.add("an interrupted thread can bind", this::bindInterrupted);
    checks.add("an interrupt does not end a bind", () -> interruptedInBind(false));
    checks.add(
        "an interrupt does not end a bind in a virtual thread", () -> interruptedInBind(true));
  }

  private void closing(boolean virtual) throws Exception {
    for (int i = 0; i < 20; i++) {
      ServerSocketChannel server = server();
      var accepting = accepting(virtual, server).inside();
      server.close();
      fails(AsynchronousCloseException.class, accepting::get);
      same(server.isOpen(), false);
    }
  }

  private void closingAll(boolean virtual) throws Exception {
    ServerSocketChannel server = server();
    List<Fixture.Task<SocketChannel>> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      tasks.add(accepting((i % 2 == 0) == virtual, server));
    }
    server.close();
    assertAllClosed(tasks);
  }

  private static void assertAllClosed(List<Fixture.Task<SocketChannel>> tasks) throws Exception {
    for (Fixture.Task<SocketChannel> task : tasks) {
      try {
        throw new AssertionError("accepted " + task.get());
      } catch (ClosedChannelException e) {
        // as it should be; the one that was first says AsynchronousCloseException
      }
    }
  }

  private void interrupt(boolean virtual) throws Exception {
    for (int i = 0; i < 20; i++) {
      ServerSocketChannel server = server();
      var accepting = new Fixture.Task<>(virtual, () -> interrupted(server)).inside();
      accepting.thread.interrupt();
      same(accepting.get(), true);
      same(server.isOpen(), false);
      fails(ClosedChannelException.class, server::accept);
    }
  }

  private void interruptBefore(boolean virtual) throws Exception {
    ServerSocketChannel server = server();
    try (SocketChannel client = client(server)) {
      var accepting =
          new Fixture.Task<>(
              virtual,
              () -> {
                Thread.currentThread().interrupt();
                return interrupted(server);
              });
      same(accepting.get(), true);
      same(server.isOpen(), false);
      same(end(client), true);
    }
  }

  /** Accepts until interrupted; true if the thread's status says so, too. */
  private static boolean interrupted(ServerSocketChannel server) throws Exception {
    fails(ClosedByInterruptException.class, server::accept);
    return Thread.interrupted();
  }

  private void interruptAll(boolean virtual) throws Exception {
    ServerSocketChannel server = server();
    var first = new Fixture.Task<>(virtual, () -> interrupted(server)).inside();
    List<Fixture.Task<SocketChannel>> others = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      others.add(accepting(i % 2 == 0, server));
    }
    first.thread.interrupt();
    same(first.get(), true);
    assertAllClosed(others);
  }

  private void twice() throws IOException {
    ServerSocketChannel server = server();
    server.close();
    server.close();
    server.socket().close();
    same(server.isOpen(), false);
  }

  private void refused() throws Exception {
    ServerSocketChannel server = server();
    InetSocketAddress address = loopback(port(server));
    same(isRefused(address), false);
    server.close();
    until(() -> isRefused(address));
  }

  private void again() throws Exception {
    InetSocketAddress address = freeAddress();
    ServerSocketChannel first = ServerSocketChannel.open().bind(address);
    for (int i = 0; i < 20; i++) {
      first.close();
      first = ServerSocketChannel.open().bind(address);
      same(first.getLocalAddress(), address);
    }
    try (SocketChannel client = client(first);
        SocketChannel accepted = first.accept()) {
      talk(client, accepted);
    }
    first.close();
  }

  private void noDescriptor() throws Exception {
    serveOnce(); // the JDK's own, that it keeps
    long before = sockets();
    for (int i = 0; i < 30; i++) {
      serveOnce();
    }
    until(() -> sockets() <= before);
  }

  private static void serveOnce() throws Exception {
    try (ServerSocketChannel server = server();
        SocketChannel client = client(server);
        SocketChannel accepted = server.accept()) {
      talk(client, accepted);
    }
  }

  private void noDescriptorUnbound() throws Exception {
    ServerSocketChannel.open().close();
    long before = sockets();
    for (int i = 0; i < 30; i++) {
      ServerSocketChannel.open().close();
    }
    until(() -> sockets() <= before);
  }

  private void unaccepted() throws Exception {
    ServerSocketChannel server = server();
    try (SocketChannel one = client(server);
        SocketChannel two = client(server)) {
      server.close();
      same(end(one), true);
      same(end(two), true);
    }
  }

  /** True when the other side has ended the connection, in whatever way. */
  private static boolean end(SocketChannel client) {
    try {
      return client.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException e) {
      return true; // reset
    }
  }

  private void boundTwice() throws Exception {
    try (ServerSocketChannel server = server()) {
      fails(AlreadyBoundException.class, () -> server.bind(loopback(0)));
      fails(AlreadyBoundException.class, () -> server.bind(null));
      try (SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        talk(client, accepted);
      }
    }
  }

  private void bindClosed() throws Exception {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.close();
    fails(ClosedChannelException.class, () -> server.bind(loopback(0)));
    ServerSocketChannel bound = server();
    bound.close();
    fails(ClosedChannelException.class, () -> bound.bind(loopback(0)));
  }

  private void localAddress() throws Exception {
    ServerSocketChannel server = ServerSocketChannel.open();
    same(server.getLocalAddress(), null);
    server.bind(loopback(0));
    that(port(server) > 0, "a real port");
    same(server.getLocalAddress(), loopback(port(server)));
    server.close();
    fails(ClosedChannelException.class, server::getLocalAddress);
  }

  /** While the primary is stopped it does not answer; in a plain JVM nothing waits in a bind. */
  private void interruptedInBind(boolean virtual) throws Exception {
    if (Cluster.isPrimary()) {
      return;
    }
    long primary = ProcessHandle.current().parent().orElseThrow().pid();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      stop(primary);
      Fixture.Task<ServerSocketChannel> binding;
      try {
        binding = new Fixture.Task<>(virtual, () -> server.bind(Fixture.loopback(0))).inside();
        binding.thread.interrupt();
      } finally {
        signal("-CONT", primary);
      }
      same(binding.get(), server);
      that(Fixture.port(server) > 0, "bound");
      Fixture.client(server).close();
    }
  }

  /** The signal stops one thread after the other, some time after it was sent. */
  private static void stop(long pid) throws Exception {
    signal("-STOP", pid);
    while (!isStopped(pid)) {
      Thread.sleep(1);
    }
  }

  private static boolean isStopped(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  private static void signal(String name, long pid) throws Exception {
    same(new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor(), 0);
  }

  private void bindInterrupted() throws Exception {
    Thread.currentThread().interrupt();
    try (ServerSocketChannel server = server()) {
      same(Thread.interrupted(), true);
      try (SocketChannel client = client(server);
          SocketChannel accepted = server.accept()) {
        talk(client, accepted);
      }
    }
  }
}
