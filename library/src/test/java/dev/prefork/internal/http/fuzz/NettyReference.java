package dev.prefork.internal.http.fuzz;

import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/** Netty's decoders, with the largest heads that {@code Exchanges} reads. */
final class NettyReference implements Reference {
  private static final HttpDecoderConfig CONFIG =
      new HttpDecoderConfig().setMaxInitialLineLength(1 << 16).setMaxHeaderSize(1 << 16);

  private final Queue<HttpMethod> methods = new ArrayDeque<>();
  private final Requests requests = new Requests();
  private final Responses responses = new Responses();
  private final EmbeddedChannel client = channel(requests);
  private final EmbeddedChannel server = channel(responses);

  private final StringBuilder errors = new StringBuilder();
  private int begunRequests;
  private int endedRequests;
  private boolean isFinal;
  private int begunResponses;
  private int endedResponses;

  /** Buffers on the heap need not be released, whatever a decoder still holds at the end. */
  private static EmbeddedChannel channel(ChannelHandler decoder) {
    var channel = new EmbeddedChannel();
    channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
    channel.pipeline().addLast(decoder);
    return channel;
  }

  private static final class Requests extends HttpRequestDecoder {
    Requests() {
      super(CONFIG);
    }

    int buffered() {
      return actualReadableBytes();
    }
  }

  private final class Responses extends HttpResponseDecoder {
    Responses() {
      super(CONFIG);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
      var isFinalResponse = ((HttpResponse) message).status().code() >= 200;
      var isHead = isFinalResponse && HttpMethod.HEAD.equals(methods.poll());
      return isHead || super.isContentAlwaysEmpty(message);
    }

    int buffered() {
      return actualReadableBytes();
    }
  }

  @Override
  public void request(byte[] bytes) {
    client.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (Object part; (part = client.readInbound()) != null; ) {
      if (part instanceof HttpRequest request) {
        methods.add(request.method());
        begunRequests++;
      }
      endedRequests += part instanceof LastHttpContent ? 1 : 0;
      release("request", part);
    }
  }

  @Override
  public void response(byte[] bytes) {
    server.writeInbound(Unpooled.wrappedBuffer(bytes));
    for (Object part; (part = server.readInbound()) != null; ) {
      if (part instanceof HttpResponse response) {
        isFinal = response.status().code() >= 200;
        begunResponses += isFinal ? 1 : 0;
      }
      endedResponses += isFinal && part instanceof LastHttpContent ? 1 : 0;
      release("response", part);
    }
  }

  /** After an upgrade the decoder passes bytes on as they are. */
  private void release(String side, Object part) {
    if (!(part instanceof HttpObject object)) {
      errors.append(side).append(": bytes after an upgrade\n");
    } else if (object.decoderResult().isFailure()) {
      errors.append(side).append(": ").append(object.decoderResult().cause()).append('\n');
    }
    ReferenceCountUtil.release(part);
  }

  @Override
  public String objections(int exchanges) {
    var requestsAgree = begunRequests == exchanges && endedRequests == exchanges;
    var responsesAgree = begunResponses == exchanges && endedResponses == exchanges;
    var isEmpty = requests.buffered() == 0 && responses.buffered() == 0;
    return errors.isEmpty() && requestsAgree && responsesAgree && isEmpty
        ? ""
        : "Netty: %srequests %d/%d, %d bytes more; responses %d/%d, %d bytes more"
            .formatted(
                errors,
                endedRequests,
                begunRequests,
                requests.buffered(),
                endedResponses,
                begunResponses,
                responses.buffered());
  }
}
