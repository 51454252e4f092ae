package dev.prefork.servers.answers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** The certificate of a test. */
public final class Keys {
  /** Protects nothing: the tests make the key themselves. */
  public static final String PASSWORD = "changeit";

  private Keys() {}

  /** The keys of a PKCS12 file. */
  public static KeyManagerFactory managers(String file) {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD.toCharArray());
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, PASSWORD.toCharArray());
      return factory;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("the key store " + file + " cannot be read", e);
    }
  }

  /** For servers that want it ready. */
  public static SSLContext context(String file) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers(file).getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
