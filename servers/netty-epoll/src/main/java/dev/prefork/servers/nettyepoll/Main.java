package dev.prefork.servers.nettyepoll;

import dev.prefork.netty.PreforkEpoll;
import dev.prefork.servers.netty.Web;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;

/**
 * Netty with its native transport, whether it likes it or not: {@code java -jar server.jar PORT
 * TLSPORT KEYSTORE}.
 */
final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    IoHandlerFactory epoll = EpollIoHandler.newFactory();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(
                new MultiThreadIoEventLoopGroup(1, epoll), new MultiThreadIoEventLoopGroup(epoll))
            .channelFactory(PreforkEpoll::serverChannel);
    Web.serve(bootstrap, args[0], args[1], args[2]);
  }
}
