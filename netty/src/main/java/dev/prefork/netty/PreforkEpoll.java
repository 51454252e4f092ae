package dev.prefork.netty;

import dev.prefork.Cluster;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;

/**
 * Creates server channels of Netty's native epoll transport that share their port with the other
 * workers:
 *
 * <pre>{@code
 * new ServerBootstrap()
 *     .group(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()))
 *     .channelFactory(PreforkEpoll::serverChannel) // instead of channel(EpollServerSocketChannel.class)
 * }</pre>
 *
 * <p>Prefork disables Netty's native transports in workers, because their sockets are not shared.
 * To enable epoll, start the primary with {@code -Dio.netty.transport.noNative=false}, or add this
 * option to the setting {@code execArgv}.
 */
public final class PreforkEpoll {
  private PreforkEpoll() {}

  /**
   * Creates a server channel for an event loop with an epoll handler.
   *
   * @return in a worker, a channel that listens through the primary; in any other process, Netty's
   *     own {@link EpollServerSocketChannel}
   * @throws io.netty.channel.ChannelException if the channel cannot be opened
   */
  public static ServerChannel serverChannel() {
    return Cluster.isWorker() ? new ClusterEpollServerChannel() : new EpollServerSocketChannel();
  }
}
