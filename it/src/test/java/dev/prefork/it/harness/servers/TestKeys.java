package dev.prefork.it.harness.servers;

import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate, made for this run of the tests. */
final class TestKeys {
  private static final String PASSWORD = "changeit";

  /** The key store, for servers. */
  static final Path FILE = make();

  /** Trusts the certificate, for clients. */
  static final TrustManagerFactory TRUST = trust();

  private static final SSLContext CONTEXT = context();

  private TestKeys() {}

  private static Path make() {
    try {
      Path folder = Files.createTempDirectory("pf-keys");
      Path file = folder.resolve("server.p12");
      folder.toFile().deleteOnExit(); // the last to be named is deleted first
      file.toFile().deleteOnExit();
      String keytool = Path.of(Start.JAVA).resolveSibling("keytool").toString();
      String[] words = {
        keytool,
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "server",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=dns:localhost,ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD,
        "-keystore",
        file.toString()
      };
      int code = new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException(String.join(" ", words) + " ended with status " + code);
      }
      return file;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no key store", e);
    }
  }

  private static TrustManagerFactory trust() {
    try (InputStream in = Files.newInputStream(FILE)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      KeyStore certificates = KeyStore.getInstance("PKCS12");
      certificates.load(null, null);
      certificates.setCertificateEntry("server", store.getCertificate("server"));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(certificates);
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, TRUST.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Socket secure(Socket socket) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            CONTEXT
                .getSocketFactory()
                .createSocket(
                    socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
    secure.startHandshake();
    return secure;
  }
}
