package dev.prefork.servers.boottomcat;

import org.apache.catalina.connector.Connector;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * Spring Boot with Tomcat: {@code java -jar server.jar --server.port=TLSPORT
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
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> plain(
      @Value("${plain.port}") int port) {
    Connector connector = new Connector();
    connector.setPort(port);
    return factory -> factory.addAdditionalConnectors(connector);
  }
}
