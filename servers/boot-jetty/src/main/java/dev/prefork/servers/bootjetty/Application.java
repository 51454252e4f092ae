package dev.prefork.servers.bootjetty;

import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Spring Boot with Jetty: {@code java -jar server.jar --server.port=TLSPORT
 * --server.ssl.key-store=KEYSTORE --plain.port=PORT}.
 */
@SpringBootApplication
public class Application {
  /** Starts it. */
  public static void main(String[] args) {
    SpringApplication.run(Application.class, args);
  }

  /** Spring Boot's recipe for HTTP beside HTTPS. */
  @Bean
  WebServerFactoryCustomizer<JettyServletWebServerFactory> plain(@Value("${plain.port}") int port) {
    return factory -> factory.addServerCustomizers(server -> listen(server, port));
  }

  private static void listen(Server server, int port) {
    ServerConnector connector = new ServerConnector(server);
    connector.setPort(port);
    server.addConnector(connector);
  }
}
