package dev.prefork.servers.undertow;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.atomic.AtomicReference;

/** Undertow: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private static final String ANY = "0.0.0.0";

  private Main() {}

  public static void main(String[] args) {
    AtomicReference<Undertow> server = new AtomicReference<>();
    server.set(
        Undertow.builder()
            .addHttpListener(Integer.parseInt(args[0]), ANY)
            .addHttpsListener(Integer.parseInt(args[1]), ANY, Keys.context(args[2]))
            .setHandler(
                Handlers.path(Main::who)
                    .addExactPath("/echo", Main::echo)
                    .addExactPath("/stop", exchange -> stop(server.get(), exchange)))
            .build());
    server.get().start();
  }

  private static void who(HttpServerExchange exchange) {
    exchange
        .getResponseSender()
        .send(
            Answers.who(
                exchange.getConnection().getPeerAddress(),
                exchange.getConnection().getLocalAddress()));
  }

  private static void echo(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (request, body) -> request.getResponseSender().send(Answers.received(body)));
  }

  private static void stop(Undertow server, HttpServerExchange exchange) {
    Ending.stop(server::stop);
    who(exchange);
  }
}
