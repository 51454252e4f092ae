package dev.prefork.servers.vertx;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;

/** Vert.x: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private Main() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    HttpServerOptions secure =
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(new PfxOptions().setPath(args[2]).setPassword(Keys.PASSWORD));
    listen(vertx, new HttpServerOptions(), Integer.parseInt(args[0]));
    listen(vertx, secure, Integer.parseInt(args[1]));
  }

  private static void listen(Vertx vertx, HttpServerOptions options, int port) {
    vertx
        .createHttpServer(options)
        .requestHandler(request -> answer(vertx, request))
        .listen(port)
        .onFailure(Throwable::printStackTrace);
  }

  private static void answer(Vertx vertx, HttpServerRequest request) {
    if (request.uri().equals("/echo")) {
      request.body().onSuccess(body -> request.response().end(Answers.received(body.getBytes())));
      return;
    }
    if (request.uri().equals("/stop")) {
      Ending.stop(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
    }
    request
        .response()
        .end(
            Answers.who(
                request.remoteAddress().host(),
                request.remoteAddress().port(),
                request.localAddress().host(),
                request.localAddress().port()));
  }
}
