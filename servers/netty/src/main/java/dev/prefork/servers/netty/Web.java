package dev.prefork.servers.netty;

import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.jspecify.annotations.Nullable;

/** Serves HTTP on one port and HTTPS on another, with whatever transport. */
public final class Web {
  private static final int LONGEST_BODY = 1 << 24;

  private final ServerBootstrap bootstrap;
  private final Ending.Stop stop;

  private Web(ServerBootstrap bootstrap) {
    this.bootstrap = bootstrap;
    this.stop =
        () -> {
          var accepting = bootstrap.config().group().shutdownGracefully();
          var working = bootstrap.config().childGroup().shutdownGracefully();
          accepting.sync();
          working.sync();
        };
  }

  /**
   * Serves, given both groups and a channel, with {@code PORT TLSPORT KEYSTORE}, until both server
   * channels are closed.
   */
  public static void serve(ServerBootstrap bootstrap, String port, String tlsPort, String keys)
      throws Exception {
    Web web = new Web(bootstrap);
    Channel plain = web.bind(Integer.parseInt(port), null);
    SslContext tls = SslContextBuilder.forServer(Keys.managers(keys)).build();
    Channel secure = web.bind(Integer.parseInt(tlsPort), tls);
    plain.closeFuture().sync();
    secure.closeFuture().sync();
    web.stop.run();
  }

  private Channel bind(int port, @Nullable SslContext tls) throws InterruptedException {
    return bootstrap
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
        .sync()
        .channel();
  }
}
