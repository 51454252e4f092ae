package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.loopback;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AcceptPendingException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Asynchronous server channels. */
final class AsynchronousChecks implements ServerChannelProgram.Family {
  private static final int MANY = 50;

  @Override
  public void addTo(Checks checks) {
    checks.add("a future waits for a connection", this::futureWaits);
    checks.add("a future finds a connection", this::futureFinds);
    checks.add("a handler is called for a connection", this::handler);
    checks.add("a handler accepts again and again", this::againAndAgain);
    checks.add("an asynchronous channel accepts one at a time", this::oneAtATime);
    checks.add("an unbound asynchronous channel cannot accept", this::unbound);
    checks.add("a closed asynchronous channel cannot accept", this::closed);
    checks.add("closing ends a future", this::closingEndsFuture);
    checks.add("closing tells a handler", this::closingTellsHandler);
    checks.add("a cancelled future", this::cancelled);
    checks.add("a future that is cancelled by force", this::cancelledByForce);
    checks.add("an asynchronous channel knows its addresses", this::addresses);
    checks.add("an asynchronous channel binds once", this::bindsOnce);
    checks.add("an asynchronous channel's port is taken", this::taken);
    checks.add("an asynchronous channel refuses addresses", this::wrongAddresses);
    checks.add("an asynchronous channel's options stay", this::options);
    checks.add("asynchronous channels carry much", this::carriesMuch);
    checks.add("asynchronous channels leave no descriptor behind", this::leavesNothing);
  }

  static AsynchronousServerSocketChannel server() throws IOException {
    return AsynchronousServerSocketChannel.open().bind(loopback(0));
  }

  static SocketChannel client(AsynchronousServerSocketChannel server) throws IOException {
    return SocketChannel.open(server.getLocalAddress());
  }

  static void talk(SocketChannel client, AsynchronousSocketChannel accepted) throws Exception {
    client.write(ByteBuffer.wrap(new byte[] {17}));
    ByteBuffer heard = ByteBuffer.allocate(1);
    same(accepted.read(heard).get(), 1);
    same(heard.get(0), (byte) 17);
    same(accepted.write(heard.flip()).get(), 1);
    same(client.read(heard.clear()), 1);
  }

  /** What became of one call, and on which thread. */
  static final class Outcome implements CompletionHandler<AsynchronousSocketChannel, Object> {
    final CompletableFuture<AsynchronousSocketChannel> result = new CompletableFuture<>();
    final CompletableFuture<Object> attachment = new CompletableFuture<>();
    final CompletableFuture<String> thread = new CompletableFuture<>();

    @Override
    public void completed(AsynchronousSocketChannel channel, Object attached) {
      attachment.complete(attached);
      thread.complete(Thread.currentThread().getName());
      result.complete(channel);
    }

    @Override
    public void failed(Throwable reason, Object attached) {
      attachment.complete(attached);
      thread.complete(Thread.currentThread().getName());
      result.completeExceptionally(reason);
    }
  }

  static Throwable reason(Future<?> future) throws Exception {
    return Objects.requireNonNull(fails(ExecutionException.class, future::get).getCause());
  }

  private static void accept(AsynchronousServerSocketChannel server) {
    Future<?> _ = server.accept();
  }

  private void futureWaits() throws Exception {
    try (AsynchronousServerSocketChannel server = server()) {
      for (int i = 0; i < 3; i++) {
        Future<AsynchronousSocketChannel> future = server.accept();
        that(!future.isDone(), "it waits");
        try (SocketChannel client = client(server);
            AsynchronousSocketChannel accepted = future.get()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void futureFinds() throws Exception {
    try (AsynchronousServerSocketChannel server = server();
        SocketChannel client = client(server);
        AsynchronousSocketChannel accepted = server.accept().get()) {
      same(accepted.getRemoteAddress(), client.getLocalAddress());
      talk(client, accepted);
    }
  }

  private void handler() throws Exception {
    try (AsynchronousServerSocketChannel server = server()) {
      Outcome waiting = new Outcome();
      server.accept("one", waiting);
      that(!waiting.result.isDone(), "it waits");
      try (SocketChannel client = client(server);
          AsynchronousSocketChannel accepted = waiting.result.get()) {
        same(waiting.attachment.get(), "one");
        talk(client, accepted);
      }
      try (SocketChannel client = client(server)) {
        Outcome there = new Outcome();
        server.accept(null, there);
        try (AsynchronousSocketChannel accepted = there.result.get()) {
          same(there.attachment.get(), null);
          talk(client, accepted);
        }
      }
    }
  }

  private void againAndAgain() throws Exception {
    List<AsynchronousSocketChannel> accepted = new CopyOnWriteArrayList<>();
    Set<Object> clients = new HashSet<>();
    AsynchronousServerSocketChannel server = server();
    server.accept(
        null,
        new CompletionHandler<AsynchronousSocketChannel, Object>() {
          @Override
          public void completed(AsynchronousSocketChannel channel, Object attached) {
            server.accept(null, this);
            accepted.add(channel);
          }

          @Override
          public void failed(Throwable reason, Object attached) {
            // closed
          }
        });
    for (int i = 0; i < MANY; i++) {
      clients.add(client(server).getLocalAddress());
    }
    until(() -> accepted.size() == MANY);
    for (AsynchronousSocketChannel channel : accepted) {
      that(clients.remove(channel.getRemoteAddress()), "each once");
      channel.close();
    }
    server.close();
  }

  private void oneAtATime() throws Exception {
    try (AsynchronousServerSocketChannel server = server()) {
      Future<AsynchronousSocketChannel> first = server.accept();
      fails(AcceptPendingException.class, () -> accept(server));
      fails(AcceptPendingException.class, () -> server.accept(null, new Outcome()));
      try (SocketChannel client = client(server);
          AsynchronousSocketChannel accepted = first.get()) {
        talk(client, accepted);
      }
    }
  }

  private void unbound() throws Exception {
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
      same(server.getLocalAddress(), null);
      fails(NotYetBoundException.class, () -> accept(server));
      fails(NotYetBoundException.class, () -> server.accept(null, new Outcome()));
      fails(NullPointerException.class, () -> server.accept(null, null));
    }
  }

  private void closed() throws Exception {
    AsynchronousServerSocketChannel server = server();
    server.close();
    server.close();
    that(!server.isOpen(), "closed");
    same(reason(server.accept()).getClass(), ClosedChannelException.class);
    Outcome outcome = new Outcome();
    server.accept("late", outcome);
    same(reason(outcome.result).getClass(), ClosedChannelException.class);
    same(outcome.attachment.get(), "late");
    fails(ClosedChannelException.class, server::getLocalAddress);
    fails(ClosedChannelException.class, () -> server.bind(null));
    fails(
        ClosedChannelException.class,
        () -> server.setOption(StandardSocketOptions.SO_REUSEADDR, true));
  }

  private void closingEndsFuture() throws Exception {
    AsynchronousServerSocketChannel server = server();
    Future<AsynchronousSocketChannel> waiting = server.accept();
    server.close();
    same(reason(waiting).getClass(), AsynchronousCloseException.class);
  }

  private void closingTellsHandler() throws Exception {
    AsynchronousServerSocketChannel server = server();
    Outcome waiting = new Outcome();
    server.accept("it", waiting);
    server.close();
    same(reason(waiting.result).getClass(), AsynchronousCloseException.class);
    same(waiting.attachment.get(), "it");
  }

  private void cancelled() throws Exception {
    try (AsynchronousServerSocketChannel server = server()) {
      Future<AsynchronousSocketChannel> waiting = server.accept();
      that(waiting.cancel(false), "cancelled");
      that(!waiting.cancel(false), "once");
      that(waiting.isCancelled() && waiting.isDone() && server.isOpen(), "open");
      fails(CancellationException.class, waiting::get);
      fails(RuntimeException.class, () -> accept(server));
    }
  }

  private void cancelledByForce() throws Exception {
    AsynchronousServerSocketChannel server = server();
    Future<AsynchronousSocketChannel> waiting = server.accept();
    that(waiting.cancel(true), "cancelled");
    that(!server.isOpen(), "closed");
    fails(CancellationException.class, waiting::get);
  }

  private void addresses() throws Exception {
    InetSocketAddress address = Fixture.freeAddress();
    try (AsynchronousServerSocketChannel server =
            AsynchronousServerSocketChannel.open().bind(address, MANY);
        SocketChannel client = client(server);
        AsynchronousSocketChannel accepted = server.accept().get()) {
      same(server.getLocalAddress(), address);
      same(accepted.getRemoteAddress(), client.getLocalAddress());
      same(accepted.getLocalAddress(), client.getRemoteAddress());
    }
    try (AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open().bind(null)) {
      that(((InetSocketAddress) server.getLocalAddress()).getPort() > 0, "a port");
    }
  }

  private void bindsOnce() throws Exception {
    try (AsynchronousServerSocketChannel server = server()) {
      fails(AlreadyBoundException.class, () -> server.bind(null));
    }
  }

  private void taken() throws Exception {
    try (ServerSocket foreign = new ServerSocket(0, 1, loopback(0).getAddress());
        AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
      InetSocketAddress address = loopback(foreign.getLocalPort());
      fails(BindException.class, () -> server.bind(address));
      server.bind(loopback(0));
      try (AsynchronousServerSocketChannel other = AsynchronousServerSocketChannel.open()) {
        fails(BindException.class, () -> other.bind(server.getLocalAddress()));
      }
    }
  }

  private void wrongAddresses() throws Exception {
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
      fails(
          UnresolvedAddressException.class,
          () -> server.bind(InetSocketAddress.createUnresolved("nowhere", 1)));
      fails(
          UnsupportedAddressTypeException.class,
          () -> server.bind(UnixDomainSocketAddress.of("/tmp/x")));
    }
  }

  private void options() throws Exception {
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_RCVBUF, 70_000);
      same(server.getOption(StandardSocketOptions.SO_REUSEADDR), true);
      server.bind(loopback(0));
      same(server.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
      that(server.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT), "known");
      fails(
          UnsupportedOperationException.class,
          () -> server.setOption(StandardSocketOptions.TCP_NODELAY, true));
      try (SocketChannel client = client(server);
          AsynchronousSocketChannel accepted = server.accept().get()) {
        same(accepted.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
        talk(client, accepted);
      }
    }
  }

  private void carriesMuch() throws Exception {
    try (AsynchronousServerSocketChannel server = server();
        AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
      Future<Void> connecting = client.connect(server.getLocalAddress());
      try (AsynchronousSocketChannel accepted = server.accept().get()) {
        same(connecting.get(), null);
        ByteBuffer sent = ByteBuffer.allocate(1_000_000);
        ByteBuffer heard = ByteBuffer.allocate(1_000_000);
        Future<Integer> writing = client.write(sent);
        while (heard.hasRemaining()) {
          if (writing.isDone() && sent.hasRemaining()) {
            writing = client.write(sent);
          }
          that(accepted.read(heard).get() > 0, "more");
        }
        client.shutdownOutput();
        same(accepted.read(heard.clear()).get(), -1);
      }
    }
  }

  private void leavesNothing() throws Exception {
    futureWaits();
    long before = Fixture.sockets();
    for (int i = 0; i < 10; i++) {
      futureWaits();
      closingEndsFuture();
      cancelledByForce();
    }
    until(() -> Fixture.sockets() <= before);
  }
}
