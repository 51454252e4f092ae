package dev.prefork.servers.netty;

import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/** Netty: {@code java -jar server.jar nio|best PORT TLSPORT KEYSTORE}. */
final class Main {
  private static final int LONGEST_BODY = 1 << 24;

  private Main() {}

  public static void main(String[] args) throws Exception {
    boolean epoll = args[0].equals("best") && Epoll.isAvailable();
    IoHandlerFactory transport = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup acceptors = new MultiThreadIoEventLoopGroup(1, transport);
    EventLoopGroup workers = new MultiThreadIoEventLoopGroup(transport);
    SslContext tls = SslContextBuilder.forServer(Keys.managers(args[3])).build();

    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(acceptors, workers)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    Ending.Stop stop =
        () -> {
          var accepting = acceptors.shutdownGracefully();
          var working = workers.shutdownGracefully();
          accepting.sync();
          working.sync();
        };
    bind(bootstrap, Integer.parseInt(args[1]), null, stop);
    bind(bootstrap, Integer.parseInt(args[2]), tls, stop);
  }

  private static void bind(
      ServerBootstrap bootstrap, int port, @Nullable SslContext tls, Ending.Stop stop)
      throws InterruptedException {
    bootstrap
        .childHandler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                }
                channel
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(LONGEST_BODY),
                        new Hello(stop));
              }
            })
        .bind(port)
        .sync();
  }
}
