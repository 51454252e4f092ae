package dev.prefork.servers.helidon;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.helidon.common.tls.Tls;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.atomic.AtomicReference;

/** Helidon SE: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private Main() {}

  public static void main(String[] args) {
    AtomicReference<WebServer> server = new AtomicReference<>();
    HttpRouting.Builder routing =
        HttpRouting.builder()
            .get("/", Main::who)
            .post("/echo", (request, response) -> echo(request, response))
            .get("/stop", (request, response) -> stop(server.get(), request, response));
    server.set(
        WebServer.builder()
            .port(Integer.parseInt(args[0]))
            .routing(routing)
            .putSocket(
                "secure",
                socket ->
                    socket
                        .port(Integer.parseInt(args[1]))
                        .tls(Tls.builder().sslContext(Keys.context(args[2])).build())
                        .routing(routing))
            .build());
    server.get().start();
  }

  private static void who(ServerRequest request, ServerResponse response) {
    response.send(Answers.who(request.remotePeer().address(), request.localPeer().address()));
  }

  private static void echo(ServerRequest request, ServerResponse response) {
    response.send(Answers.received(request.content().as(byte[].class)));
  }

  private static void stop(WebServer server, ServerRequest request, ServerResponse response) {
    Ending.stop(server::stop);
    who(request, response);
  }
}
