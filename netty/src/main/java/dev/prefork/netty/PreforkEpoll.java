package dev.prefork.netty;

import dev.prefork.Cluster;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;

/**
 * Netty's native epoll transport with a server channel that shares its port with the other workers:
 *
 * <pre>{@code
 * new ServerBootstrap()
 *     .group(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()))
 *     .channelFactory(PreforkEpoll::serverChannel) // instead of channel(EpollServerSocketChannel.class)
 * }</pre>
 *
 * <p>Workers are told to leave native transports alone; so the primary, or the setting {@code
 * execArgv}, has to have {@code -Dio.netty.transport.noNative=false}.
 */
public final class PreforkEpoll {
  private PreforkEpoll() {}

  /**
   * A new server channel for an event loop of epoll's.
   *
   * @return one that listens through the primary in a worker, elsewhere Netty's own
   */
  public static ServerChannel serverChannel() {
    return Cluster.isWorker() ? new ClusterEpollServerChannel() : new EpollServerSocketChannel();
  }
}
