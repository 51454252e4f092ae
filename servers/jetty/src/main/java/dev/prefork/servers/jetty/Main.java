package dev.prefork.servers.jetty;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Jetty, embedded: {@code java -jar server.jar PORT TLSPORT KEYSTORE}. */
final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Server server = new Server();
    ServerConnector plain = new ServerConnector(server);
    plain.setPort(Integer.parseInt(args[0]));
    server.addConnector(plain);
    server.addConnector(secure(server, Integer.parseInt(args[1]), args[2]));
    server.setHandler(new Hello());
    server.start();
    server.join();
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

  private static final class Hello extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = Request.getPathInContext(request);
      if (path.equals("/stop")) {
        Ending.stop(getServer()::stop);
      }
      if (path.equals("/pause")) {
        Answers.pause();
      }
      String answer =
          path.equals("/echo")
              ? Answers.received(Content.Source.asInputStream(request))
              : Answers.who(
                  request.getConnectionMetaData().getRemoteSocketAddress(),
                  request.getConnectionMetaData().getLocalSocketAddress());
      Content.Sink.write(response, true, answer, callback);
      return true;
    }
  }
}
