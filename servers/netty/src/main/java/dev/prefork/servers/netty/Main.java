package dev.prefork.servers.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** Netty: {@code java -jar server.jar nio|best PORT TLSPORT KEYSTORE}. */
final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    boolean epoll = args[0].equals("best") && Epoll.isAvailable();
    IoHandlerFactory transport = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(
                new MultiThreadIoEventLoopGroup(1, transport),
                new MultiThreadIoEventLoopGroup(transport))
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    Web.serve(bootstrap, args[1], args[2], args[3]);
  }
}
