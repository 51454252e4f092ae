package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.accepting;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.server;
import static dev.prefork.it.channel.Fixture.talk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Accepting on one thread and on many. */
final class AcceptChecks implements ServerChannelProgram.Family {
  private static final int MANY = 50;

  @Override
  public void addTo(Checks checks) {
    checks.add("a platform thread waits for a connection", () -> waits(false));
    checks.add("a virtual thread waits for a connection", () -> waits(true));
    checks.add("a connection that is there is accepted", this::isThere);
    checks.add("connections are accepted in their order", this::inOrder);
    checks.add("several platform threads accept each connection once", () -> several(false, 4));
    checks.add("several virtual threads accept each connection once", () -> several(true, 4));
    checks.add("more virtual threads accept than there are carriers", () -> several(true, MANY));
    checks.add("virtual and platform threads take turns", this::takeTurns);
    checks.add("without a connection a non-blocking accept gives null", this::nonBlocking);
    checks.add("a non-blocking accept takes what is there", this::nonBlockingTakes);
    checks.add("an unbound channel cannot accept", this::unbound);
    checks.add("a closed channel cannot accept", this::closed);
    checks.add("what a client said before it was accepted is heard", this::early);
    checks.add("a client that came and went is accepted, and its end seen", this::cameAndWent);
  }

  private void waits(boolean virtual) throws Exception {
    try (ServerSocketChannel server = server()) {
      for (int i = 0; i < 3; i++) {
        var accepting = accepting(virtual, server);
        try (SocketChannel client = client(server);
            SocketChannel accepted = accepting.get()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void isThere() throws IOException {
    try (ServerSocketChannel server = server();
        SocketChannel client = client(server);
        SocketChannel accepted = server.accept()) {
      talk(client, accepted);
    }
  }

  private void inOrder() throws IOException {
    List<SocketChannel> clients = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(Fixture.loopback(0), MANY);
      for (int i = 0; i < MANY; i++) {
        clients.add(client(server));
      }
      for (SocketChannel client : clients) {
        try (SocketChannel accepted = server.accept()) {
          same(accepted.getRemoteAddress(), client.getLocalAddress());
          talk(client, accepted);
        }
        client.close();
      }
    }
  }

  private void several(boolean virtual, int threads) throws Exception {
    Queue<SocketChannel> accepted = new ConcurrentLinkedQueue<>();
    List<Fixture.Task<Boolean>> tasks = new ArrayList<>();
    List<SocketChannel> clients = new ArrayList<>();
    try (ServerSocketChannel server = server()) {
      for (int i = 0; i < threads; i++) {
        tasks.add(new Fixture.Task<>(virtual, () -> acceptUntilClosed(server, accepted)).waiting());
      }
      for (int i = 0; i < MANY; i++) {
        clients.add(client(server));
      }
      until(() -> accepted.size() == MANY);
    }
    for (Fixture.Task<Boolean> task : tasks) {
      same(task.get(), true);
    }
    same(remotes(accepted), locals(clients));
    for (SocketChannel channel : accepted) {
      channel.close();
    }
    for (SocketChannel client : clients) {
      client.close();
    }
  }

  private static boolean acceptUntilClosed(
      ServerSocketChannel server, Queue<SocketChannel> accepted) throws IOException {
    try {
      while (true) {
        accepted.add(server.accept());
      }
    } catch (ClosedChannelException e) {
      return true;
    }
  }

  private static Set<Object> remotes(Queue<SocketChannel> channels) throws IOException {
    Set<Object> addresses = new HashSet<>();
    for (SocketChannel channel : channels) {
      addresses.add(channel.getRemoteAddress());
    }
    return addresses;
  }

  private static Set<Object> locals(List<SocketChannel> channels) throws IOException {
    Set<Object> addresses = new HashSet<>();
    for (SocketChannel channel : channels) {
      addresses.add(channel.getLocalAddress());
    }
    return addresses;
  }

  private void takeTurns() throws Exception {
    try (ServerSocketChannel server = server()) {
      for (int i = 0; i < 6; i++) {
        var accepting = accepting(i % 2 == 0, server);
        try (SocketChannel client = client(server);
            SocketChannel accepted = accepting.get()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void nonBlocking() throws IOException {
    try (ServerSocketChannel server = server()) {
      server.configureBlocking(false);
      same(server.isBlocking(), false);
      same(server.accept(), null);
    }
  }

  private void nonBlockingTakes() throws Exception {
    try (ServerSocketChannel server = server()) {
      server.configureBlocking(false);
      try (SocketChannel client = client(server)) {
        List<SocketChannel> accepted = new ArrayList<>();
        until(() -> accepted.add(server.accept()) && accepted.getLast() != null);
        same(accepted.getLast().isBlocking(), true);
        talk(client, accepted.getLast());
        accepted.getLast().close();
        same(server.accept(), null);
      }
    }
  }

  private void unbound() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      fails(NotYetBoundException.class, server::accept);
      server.configureBlocking(false);
      fails(NotYetBoundException.class, server::accept);
    }
  }

  private void closed() throws Exception {
    ServerSocketChannel server = server();
    server.close();
    fails(ClosedChannelException.class, server::accept);
    ServerSocketChannel unbound = ServerSocketChannel.open();
    unbound.close();
    fails(ClosedChannelException.class, unbound::accept);
  }

  private void early() throws IOException {
    try (ServerSocketChannel server = server();
        SocketChannel client = client(server)) {
      client.write(ByteBuffer.wrap(new byte[100]));
      client.shutdownOutput();
      try (SocketChannel accepted = server.accept()) {
        ByteBuffer heard = ByteBuffer.allocate(1000);
        int count = accepted.read(heard);
        while (count >= 0) {
          count = accepted.read(heard);
        }
        same(heard.position(), 100);
      }
    }
  }

  private void cameAndWent() throws IOException {
    try (ServerSocketChannel server = server()) {
      Object address;
      try (SocketChannel client = client(server)) {
        address = client.getLocalAddress();
      }
      try (SocketChannel accepted = server.accept()) {
        same(accepted.getRemoteAddress(), address);
        same(accepted.read(ByteBuffer.allocate(1)), -1);
      }
    }
  }
}
