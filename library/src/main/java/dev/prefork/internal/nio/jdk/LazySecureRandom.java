package dev.prefork.internal.nio.jdk;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import org.jspecify.annotations.Nullable;

/** Secure random numbers whose source, the JDK's default, is created on first use. */
final class LazySecureRandom extends SecureRandomSpi {
  private static final long serialVersionUID = 1;

  private static final class Jdk {
    static final SecureRandom RANDOM = new SecureRandom();
  }

  @Override
  protected void engineSetSeed(byte[] seed) {
    Jdk.RANDOM.setSeed(seed);
  }

  @Override
  protected void engineNextBytes(byte[] bytes) {
    Jdk.RANDOM.nextBytes(bytes);
  }

  @Override
  protected byte[] engineGenerateSeed(int length) {
    return Jdk.RANDOM.generateSeed(length);
  }

  /** Provides this service for every type and algorithm. */
  static final class Source extends Provider {
    private static final long serialVersionUID = 1;

    private final transient Service service = new Late(this);

    Source() {
      super("Prefork", "1", "secure random numbers, created on first use");
    }

    @Override
    public Service getService(String type, String algorithm) {
      return service;
    }
  }

  private static final class Late extends Provider.Service {
    Late(Provider provider) {
      super(provider, "SecureRandom", "Late", LazySecureRandom.class.getName(), null, null);
    }

    @Override
    public Object newInstance(@Nullable Object parameter) {
      return new LazySecureRandom();
    }
  }
}
