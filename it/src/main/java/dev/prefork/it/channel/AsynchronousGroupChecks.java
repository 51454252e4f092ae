package dev.prefork.it.channel;

import static dev.prefork.it.channel.AsynchronousChecks.client;
import static dev.prefork.it.channel.AsynchronousChecks.reason;
import static dev.prefork.it.channel.AsynchronousChecks.talk;
import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.loopback;

import dev.prefork.it.channel.AsynchronousChecks.Outcome;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.ShutdownChannelGroupException;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Groups of asynchronous server channels. */
final class AsynchronousGroupChecks implements ServerChannelProgram.Family {
  @Override
  public void addTo(Checks checks) {
    checks.add("a handler runs on its group's threads", this::groupsThreads);
    checks.add("a group of a pool runs handlers there", this::pool);
    checks.add("a group that is shut down opens nothing", this::shutDown);
    checks.add("a group that is shut down now closes its channels", this::shutDownNow);
    checks.add("a group that is shut down now ends, every time", this::shutDownNowOften);
    checks.add("a group ends with its last channel", this::groupEnds);
  }

  private void groupsThreads() throws Exception {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(2, body -> new Thread(body, "of-the-group"));
    try (AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open(group).bind(loopback(0))) {
      same(server.provider(), AsynchronousChannelProvider.provider());
      same(group.provider(), server.provider());
      Outcome waiting = new Outcome();
      server.accept(null, waiting);
      client(server);
      same(waiting.thread.get(), "of-the-group");
      client(server);
      Outcome there = new Outcome();
      server.accept(null, there);
      same(there.thread.get(), "of-the-group");
      there.result.get().close();
      waiting.result.get().close();
    }
    group.shutdownNow();
    that(group.awaitTermination(10, TimeUnit.SECONDS), "the group ends");
  }

  private void pool() throws Exception {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withThreadPool(
            Executors.newCachedThreadPool(body -> new Thread(body, "of-the-pool")));
    try (AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open(group).bind(loopback(0))) {
      Outcome waiting = new Outcome();
      server.accept(null, waiting);
      try (SocketChannel client = client(server);
          AsynchronousSocketChannel accepted = waiting.result.get()) {
        same(waiting.thread.get(), "of-the-pool");
        talk(client, accepted);
      }
    }
    group.shutdownNow();
    that(group.awaitTermination(10, TimeUnit.SECONDS), "the group ends");
  }

  private void shutDown() throws Exception {
    AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
    group.shutdown();
    fails(ShutdownChannelGroupException.class, () -> AsynchronousServerSocketChannel.open(group));
    that(group.awaitTermination(10, TimeUnit.SECONDS), "the group ends");
  }

  private void shutDownNow() throws Exception {
    AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
    AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open(group).bind(loopback(0));
    Future<AsynchronousSocketChannel> waiting = server.accept();
    group.shutdownNow();
    same(reason(waiting).getClass(), AsynchronousCloseException.class);
    that(!server.isOpen(), "closed");
    that(group.awaitTermination(10, TimeUnit.SECONDS), "the group ends");
  }

  /** Its order to end must not be lost among the events of channels that it closes. */
  private void shutDownNowOften() throws Exception {
    for (int i = 0; i < 300; i++) {
      shutDownNow();
    }
  }

  private void groupEnds() throws Exception {
    AsynchronousChannelGroup group = AsynchronousChannelGroup.withFixedThreadPool(1, Thread::new);
    AsynchronousServerSocketChannel server =
        AsynchronousServerSocketChannel.open(group).bind(loopback(0));
    group.shutdown();
    try (SocketChannel client = client(server)) {
      that(client.isConnected(), "connected");
      that(!group.isTerminated() && server.isOpen(), "it goes on");
    }
    server.close();
    that(group.awaitTermination(10, TimeUnit.SECONDS), "the group ends");
  }
}
