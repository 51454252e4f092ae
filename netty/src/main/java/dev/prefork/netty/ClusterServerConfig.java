package dev.prefork.netty;

import dev.prefork.internal.nio.DescriptorServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;

/** Holds the channel options that apply to the primary's socket. */
final class ClusterServerConfig extends DefaultChannelConfig {
  private static final Map<ChannelOption<?>, SocketOption<?>> SOCKET_OPTIONS =
      Map.of(
          ChannelOption.SO_RCVBUF, StandardSocketOptions.SO_RCVBUF,
          ChannelOption.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR);

  private final DescriptorServer server;
  private volatile int backlog = NetUtil.SOMAXCONN;

  ClusterServerConfig(Channel channel, DescriptorServer server) {
    super(channel, new ServerChannelRecvByteBufAllocator());
    this.server = server;
  }

  int getBacklog() {
    return backlog;
  }

  @Override
  public Map<ChannelOption<?>, Object> getOptions() {
    return getOptions(
        super.getOptions(),
        ChannelOption.SO_BACKLOG,
        ChannelOption.SO_RCVBUF,
        ChannelOption.SO_REUSEADDR);
  }

  @Override
  @SuppressWarnings("unchecked") // both options have the same type
  public <T> T getOption(ChannelOption<T> option) {
    if (ChannelOption.SO_BACKLOG.equals(option)) {
      return (T) Integer.valueOf(backlog);
    }
    SocketOption<?> known = SOCKET_OPTIONS.get(option);
    if (known == null) {
      return super.getOption(option);
    }
    try {
      return (T) server.getOption(known);
    } catch (IOException e) {
      throw new ChannelException(e);
    }
  }

  @Override
  @SuppressWarnings("unchecked") // as above
  public <T> boolean setOption(ChannelOption<T> option, T value) {
    validate(option, value);
    if (ChannelOption.SO_BACKLOG.equals(option)) {
      backlog = (Integer) value;
      return true;
    }
    SocketOption<T> known = (SocketOption<T>) SOCKET_OPTIONS.get(option);
    if (known == null) {
      return super.setOption(option, value);
    }
    try {
      server.setOption(known, value);
    } catch (IOException e) {
      throw new ChannelException(e);
    }
    return true;
  }
}
