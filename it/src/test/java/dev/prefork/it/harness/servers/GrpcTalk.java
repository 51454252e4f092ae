package dev.prefork.it.harness.servers;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.LocalSocketPicker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** gRPC with its own client; a channel is one connection. */
final class GrpcTalk implements Talk {
  private static final Marshaller<byte[]> BYTES =
      new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private final ManagedChannel channel;
  private Attributes connection = Attributes.EMPTY;

  GrpcTalk(InetAddress source, int port, boolean secure) throws IOException {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(Dialect.server(port))
            .disableRetry()
            .localSocketPicker(new From(source));
    channel =
        secure
            ? builder
                .sslContext(GrpcSslContexts.forClient().trustManager(TestKeys.TRUST).build())
                .build()
            : builder.usePlaintext().build();
  }

  @Override
  public Seen who() throws IOException {
    return Seen.parse(call("who", new byte[0]));
  }

  @Override
  public String received(byte[] bytes) throws IOException {
    return call("echo", bytes);
  }

  @Override
  public void stop() throws IOException {
    call("stop", new byte[0]);
  }

  @Override
  public String address() {
    return Dialect.text((InetSocketAddress) connection.get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR));
  }

  private String call(String method, byte[] request) throws IOException {
    ClientCall<byte[], byte[]> call =
        channel.newCall(
            descriptor(method),
            CallOptions.DEFAULT.withDeadlineAfter(Dialect.PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    call.start(new Answer(answer), new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    try {
      String text = new String(answer.get(), StandardCharsets.UTF_8);
      connection = call.getAttributes();
      return text;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static MethodDescriptor<byte[], byte[]> descriptor(String method) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodType.UNARY)
        .setFullMethodName("Hello/" + method)
        .setRequestMarshaller(BYTES)
        .setResponseMarshaller(BYTES)
        .build();
  }

  private static final class From extends LocalSocketPicker {
    private final InetAddress source;

    From(InetAddress source) {
      this.source = source;
    }

    @Override
    public SocketAddress createSocketAddress(SocketAddress remote, Attributes attributes) {
      return new InetSocketAddress(source, 0);
    }
  }

  private static final class Answer extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<byte[]> answer;

    Answer(CompletableFuture<byte[]> answer) {
      this.answer = answer;
    }

    @Override
    public void onMessage(byte[] message) {
      answer.complete(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      answer.completeExceptionally(status.asException());
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
