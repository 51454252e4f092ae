package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.client;
import static dev.prefork.it.channel.Fixture.freeAddress;
import static dev.prefork.it.channel.Fixture.loopback;
import static dev.prefork.it.channel.Fixture.server;
import static dev.prefork.it.channel.Fixture.sockets;
import static dev.prefork.it.channel.Fixture.talk;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** With the JDK's selectors. */
final class SelectorChecks implements ServerChannelProgram.Family {
  private static final int LONG = 10_000;

  @Override
  public void addTo(Checks checks) {
    checks.add("a selector tells of a connection", this::tells);
    checks.add("a selector tells until all are accepted", this::tellsAgain);
    checks.add("two selectors tell of one connection", this::twoSelectors);
    checks.add("a waiting selector is woken by a connection", this::wakes);
    checks.add("a key without interest is silent", this::silent);
    checks.add("an interest that comes later is heard", this::laterInterest);
    checks.add("registered before bind without interest", () -> beforeBind(0, false));
    checks.add(
        "registered before bind with interest", () -> beforeBind(SelectionKey.OP_ACCEPT, false));
    checks.add("selected before bind without interest", () -> beforeBind(0, true));
    checks.add("accepting is the only operation", this::operations);
    checks.add("blocking and selectors exclude each other", this::exclusion);
    checks.add("blocking again after a cancelled key", this::blockingAfterCancel);
    checks.add("blocking again after the selector is closed", this::blockingAfterSelector);
    checks.add("a new selector after the first is closed", this::newSelector);
    checks.add("a closed channel's key is invalid", this::closedKey);
    checks.add("a closed registered channel is freed by the next select", this::freed);
    checks.add("a closed registered channel is freed with the selector", this::freedWithSelector);
    checks.add("a closed registered channel's port can be bound again", this::again);
  }

  private static ServerSocketChannel nonBlocking() throws IOException {
    ServerSocketChannel server = server();
    server.configureBlocking(false);
    return server;
  }

  private static void acceptSelected(Selector selector, ServerSocketChannel server)
      throws Exception {
    try (SocketChannel client = client(server)) {
      SocketChannel accepted = null;
      while (accepted == null) { // a key may be ready for no reason, says the specification
        that(selector.select(LONG) == 1, "one key is ready");
        SelectionKey key = selector.selectedKeys().iterator().next();
        that(key.isAcceptable(), "ready to accept");
        same(key.channel(), server);
        selector.selectedKeys().clear();
        accepted = server.accept();
      }
      talk(client, accepted);
      accepted.close();
    }
  }

  private void tells() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      same(selector.selectNow(), 0);
      for (int i = 0; i < 5; i++) {
        acceptSelected(selector, server);
      }
      same(server.accept(), null);
      same(selector.selectNow(), 0);
    }
  }

  private void tellsAgain() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      List<SocketChannel> clients = new ArrayList<>();
      List<SocketChannel> accepted = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        clients.add(client(server));
      }
      while (accepted.size() < clients.size()) {
        same(selector.select(LONG), 1);
        selector.selectedKeys().clear();
        same(selector.select(LONG), 1); // it is still there
        selector.selectedKeys().clear();
        accepted.add(server.accept());
      }
      for (int i = 0; i < clients.size(); i++) {
        talk(clients.get(i), accepted.get(i));
        clients.get(i).close();
        accepted.get(i).close();
      }
    }
  }

  private void twoSelectors() throws Exception {
    try (Selector one = Selector.open();
        Selector two = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      server.register(one, SelectionKey.OP_ACCEPT);
      server.register(two, SelectionKey.OP_ACCEPT);
      try (SocketChannel client = client(server)) {
        same(one.select(LONG), 1);
        same(two.select(LONG), 1);
        try (SocketChannel accepted = server.accept()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void wakes() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      server.register(selector, SelectionKey.OP_ACCEPT);
      var selecting = new Fixture.Task<>(false, () -> selector.select(LONG)).waiting();
      try (SocketChannel client = client(server)) {
        same(selecting.get(), 1);
        try (SocketChannel accepted = server.accept()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void silent() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
      try (SocketChannel client = client(server)) {
        same(selector.select(LONG), 1);
        selector.selectedKeys().clear();
        key.interestOps(0);
        same(selector.selectNow(), 0);
        key.interestOps(SelectionKey.OP_ACCEPT);
        same(selector.select(LONG), 1);
        try (SocketChannel accepted = server.accept()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void laterInterest() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      SelectionKey key = server.register(selector, 0);
      var selecting = new Fixture.Task<>(false, () -> select(selector)).waiting();
      try (SocketChannel client = client(server)) {
        key.interestOps(SelectionKey.OP_ACCEPT);
        selector.wakeup();
        same(selecting.get(), 1);
        try (SocketChannel accepted = server.accept()) {
          talk(client, accepted);
        }
      }
    }
  }

  private static int select(Selector selector) throws IOException {
    int ready = selector.select(LONG);
    return ready == 0 ? selector.select(LONG) : ready; // woken for the interest, or for both
  }

  /** Netty registers first, with no interest, and binds on the same thread. */
  private void beforeBind(int interest, boolean select) throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.configureBlocking(false);
      SelectionKey key = server.register(selector, interest);
      if (select) {
        selector.selectNow();
        selector.selectedKeys().clear();
      }
      server.bind(loopback(0));
      key.interestOps(SelectionKey.OP_ACCEPT);
      acceptSelected(selector, server);
      acceptSelected(selector, server);
    }
  }

  private void operations() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      same(server.validOps(), SelectionKey.OP_ACCEPT);
      fails(IllegalArgumentException.class, () -> server.register(selector, SelectionKey.OP_READ));
      SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT, "attached");
      same(key.attachment(), "attached");
      same(server.keyFor(selector), key);
      that(server.isRegistered(), "registered");
    }
  }

  private void exclusion() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = server()) {
      fails(
          IllegalBlockingModeException.class,
          () -> server.register(selector, SelectionKey.OP_ACCEPT));
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      fails(IllegalBlockingModeException.class, () -> server.configureBlocking(true));
    }
  }

  private void blockingAfterCancel() throws Exception {
    try (Selector selector = Selector.open();
        ServerSocketChannel server = nonBlocking()) {
      SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
      acceptSelected(selector, server);
      key.cancel();
      selector.selectNow();
      that(!server.isRegistered(), "not registered any more");
      acceptBlocking(server);
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT);
      acceptSelected(selector, server);
    }
  }

  private static void acceptBlocking(ServerSocketChannel server) throws Exception {
    server.configureBlocking(true);
    var accepting = Fixture.accepting(false, server);
    try (SocketChannel client = client(server);
        SocketChannel accepted = accepting.get()) {
      talk(client, accepted);
    }
  }

  private void blockingAfterSelector() throws Exception {
    try (ServerSocketChannel server = nonBlocking()) {
      try (Selector selector = Selector.open()) {
        server.register(selector, SelectionKey.OP_ACCEPT);
        acceptSelected(selector, server);
      }
      that(server.isOpen(), "open");
      acceptBlocking(server);
    }
  }

  private void newSelector() throws Exception {
    try (ServerSocketChannel server = nonBlocking()) {
      for (int i = 0; i < 3; i++) {
        try (Selector selector = Selector.open()) {
          server.register(selector, SelectionKey.OP_ACCEPT);
          acceptSelected(selector, server);
        }
      }
    }
  }

  private void closedKey() throws Exception {
    try (Selector selector = Selector.open()) {
      ServerSocketChannel server = nonBlocking();
      SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
      server.close();
      same(key.isValid(), false);
      selector.selectNow();
      same(selector.keys().size(), 0);
      same(server.isRegistered(), false);
    }
  }

  private void freed() throws Exception {
    try (Selector selector = Selector.open()) {
      closeRegistered(selector);
      selector.selectNow();
      long before = sockets();
      for (int i = 0; i < 20; i++) {
        closeRegistered(selector);
      }
      selector.selectNow();
      until(() -> sockets() <= before);
    }
  }

  private static void closeRegistered(Selector selector) throws IOException {
    ServerSocketChannel server = nonBlocking();
    server.register(selector, SelectionKey.OP_ACCEPT);
    selector.selectNow();
    server.close();
  }

  private void freedWithSelector() throws Exception {
    long before = sockets();
    for (int i = 0; i < 20; i++) {
      try (Selector selector = Selector.open()) {
        closeRegistered(selector);
      }
    }
    until(() -> sockets() <= before);
  }

  private void again() throws Exception {
    try (Selector selector = Selector.open()) {
      SocketAddress address = freeAddress();
      ServerSocketChannel server = ServerSocketChannel.open().bind(address);
      server.configureBlocking(false);
      for (int i = 0; i < 10; i++) {
        server.register(selector, SelectionKey.OP_ACCEPT);
        acceptSelected(selector, server);
        server.close();
        selector.selectNow();
        server = ServerSocketChannel.open().bind(address);
        server.configureBlocking(false);
        same(server.getLocalAddress(), address);
      }
      server.close();
    }
  }
}
