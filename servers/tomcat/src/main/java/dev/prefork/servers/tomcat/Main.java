package dev.prefork.servers.tomcat;

import dev.prefork.servers.answers.Answers;
import dev.prefork.servers.answers.Ending;
import dev.prefork.servers.answers.Keys;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;

/** Tomcat, embedded: {@code java -jar server.jar PROTOCOL PORT TLSPORT KEYSTORE}. */
final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    Connector plain = new Connector(args[0]);
    plain.setPort(Integer.parseInt(args[1]));
    tomcat.setConnector(plain);
    tomcat.getService().addConnector(secure(args[0], Integer.parseInt(args[2]), args[3]));

    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "hello", new Hello(tomcat));
    context.addServletMappingDecoded("/*", "hello");
    tomcat.start();
    tomcat.getServer().await();
  }

  private static Connector secure(String protocol, int port, String keyStore) {
    Connector connector = new Connector(protocol);
    connector.setPort(port);
    connector.setSecure(true);
    connector.setScheme("https");
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig host = new SSLHostConfig();
    var certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystoreFile(keyStore);
    certificate.setCertificateKeystorePassword(Keys.PASSWORD);
    host.addCertificate(certificate);
    connector.addSslHostConfig(host);
    return connector;
  }

  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // nobody writes a servlet to a stream
    private final Tomcat tomcat;

    Hello(Tomcat tomcat) {
      this.tomcat = tomcat;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getPathInfo().equals("/stop")) {
        Ending.stop(
            () -> {
              tomcat.stop();
              tomcat.destroy(); // only this closes the ports
            });
      }
      if (request.getPathInfo().equals("/pause")) {
        Answers.pause();
      }
      response
          .getWriter()
          .print(
              Answers.who(
                  request.getRemoteAddr(),
                  request.getRemotePort(),
                  request.getLocalAddr(),
                  request.getLocalPort()));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print(Answers.received(request.getInputStream()));
    }
  }
}
