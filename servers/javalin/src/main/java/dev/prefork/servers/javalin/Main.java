package dev.prefork.servers.javalin;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Javalin: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private static final long LONGEST_BODY = 1 << 24;

  private Main() {}

  public static void main(String[] args) {
    AtomicReference<Javalin> app = new AtomicReference<>();
    app.set(
        Javalin.create(
            config -> {
              config.http.maxRequestSize = LONGEST_BODY;
              config.jetty.addConnector((server, _) -> plain(server, Integer.parseInt(args[0])));
              config.jetty.addConnector(
                  (server, _) -> secure(server, Integer.parseInt(args[1]), args[2]));
              config.routes.get("/", Main::who);
              config.routes.post("/echo", ctx -> ctx.result(Answers.received(ctx.bodyAsBytes())));
              config.routes.get(
                  "/stop",
                  ctx -> {
                    Ending.stop(app.get()::stop);
                    who(ctx);
                  });
            }));
    app.get().start();
  }

  private static void who(Context ctx) {
    ctx.result(
        Answers.who(
            ctx.req().getRemoteAddr(),
            ctx.req().getRemotePort(),
            ctx.req().getLocalAddr(),
            ctx.req().getLocalPort()));
  }

  private static ServerConnector plain(Server server, int port) {
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(port);
    return connector;
  }

  private static ServerConnector secure(Server server, int port, String keyStore) {
    SslContextFactory.Server keys = new SslContextFactory.Server();
    keys.setKeyStorePath(keyStore);
    keys.setKeyStorePassword(Keys.PASSWORD);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(keys, "http/1.1"),
            new HttpConnectionFactory(configuration));
    connector.setPort(port);
    return connector;
  }
}
