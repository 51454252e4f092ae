package dev.prefork.servers.netty;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** Answers requests. */
final class Hello extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Ending.Stop stop;

  Hello(Ending.Stop stop) {
    this.stop = stop;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.uri().equals("/stop")) {
      Ending.stop(stop);
    }
    ByteBuf text = Unpooled.copiedBuffer(answer(context, request), StandardCharsets.UTF_8);
    var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, text);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes());
    var written = context.writeAndFlush(response);
    if (!HttpUtil.isKeepAlive(request)) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static String answer(ChannelHandlerContext context, FullHttpRequest request) {
    return request.uri().equals("/echo")
        ? Answers.received(ByteBufUtil.getBytes(request.content()))
        : Answers.who(context.channel().remoteAddress(), context.channel().localAddress());
  }
}
