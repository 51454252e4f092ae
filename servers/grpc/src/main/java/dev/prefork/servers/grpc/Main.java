package dev.prefork.servers.grpc;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerServiceDefinition;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.ServerCalls;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;

/** gRPC, without generated code: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private static final String SERVICE = "Hello";

  private final List<Server> servers = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    Main main = new Main();
    main.serve(Integer.parseInt(args[0]), InsecureServerCredentials.create());
    main.serve(
        Integer.parseInt(args[1]),
        TlsServerCredentials.newBuilder()
            .keyManager(Keys.managers(args[2]).getKeyManagers())
            .build());
    main.servers.getFirst().awaitTermination();
  }

  private void serve(int port, ServerCredentials credentials) throws Exception {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder(SERVICE)
            .addMethod(method("who"), handler((call, _) -> who(call)))
            .addMethod(method("echo"), handler((_, body) -> Answers.received(body)))
            .addMethod(method("stop"), handler((call, _) -> stop(call)))
            .build();
    servers.add(
        Grpc.newServerBuilderForPort(port, credentials).addService(service).build().start());
  }

  private static MethodDescriptor<byte[], byte[]> method(String name) {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(Bytes.MARSHALLER)
        .setResponseMarshaller(Bytes.MARSHALLER)
        .build();
  }

  private static ServerCallHandler<byte[], byte[]> handler(
      BiFunction<ServerCall<byte[], byte[]>, byte[], String> answer) {
    return (call, headers) ->
        ServerCalls.<byte[], byte[]>asyncUnaryCall(
                (request, observer) -> {
                  observer.onNext(Bytes.of(answer.apply(call, request)));
                  observer.onCompleted();
                })
            .startCall(call, headers);
  }

  private static String who(ServerCall<?, ?> call) {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    SocketAddress local = call.getAttributes().get(Grpc.TRANSPORT_ATTR_LOCAL_ADDR);
    return Answers.who(Objects.requireNonNull(remote), Objects.requireNonNull(local));
  }

  private String stop(ServerCall<?, ?> call) {
    Ending.stop(
        () -> {
          for (Server server : servers) {
            server.shutdown().awaitTermination();
          }
        });
    return who(call);
  }
}
