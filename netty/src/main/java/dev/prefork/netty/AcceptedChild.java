package dev.prefork.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.AttributeKey;
import java.nio.channels.Channel;
import java.util.concurrent.Executor;

/**
 * Lets the worker count a connection of Netty as open until Netty closes it, and run tasks on the
 * only thread that closes it. Netty's channel refers to this object, so that both live equally
 * long.
 */
final class AcceptedChild implements Channel, Executor {
  private static final AttributeKey<AcceptedChild> KEY =
      AttributeKey.valueOf(AcceptedChild.class.getName());

  private final EpollSocketChannel channel;

  private AcceptedChild(EpollSocketChannel channel) {
    this.channel = channel;
  }

  static AcceptedChild adopt(int descriptor) {
    EpollSocketChannel channel = new EpollSocketChannel(descriptor);
    AcceptedChild child = new AcceptedChild(channel);
    channel.attr(KEY).set(child);
    return child;
  }

  EpollSocketChannel channel() {
    return channel;
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Does nothing before the channel is registered with its event loop. */
  @Override
  public void execute(Runnable task) {
    if (channel.isRegistered()) {
      channel.eventLoop().execute(task);
    }
  }

  @Override
  public void close() {
    ChannelFuture _ = channel.close();
  }
}
