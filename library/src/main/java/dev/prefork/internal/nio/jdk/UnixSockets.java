package dev.prefork.internal.nio.jdk;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import sun.security.jca.ProviderList;
import sun.security.jca.Providers;

/**
 * The JDK's Unix-domain sockets, ready sooner. Their class has a source of random numbers, for
 * names of sockets that are bound without one. To get it takes a fresh JVM 15 ms, as it wakes the
 * whole of the security providers, and a worker cannot listen before.
 */
public final class UnixSockets implements Runnable {
  private UnixSockets() {}

  /** Makes them ready while the caller goes on. */
  public static void prepare() {
    Thread thread = new Thread(new UnixSockets(), "prefork-sockets");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    Ready.await();
  }

  /** A stream that is not connected. */
  public static SocketChannel open() throws IOException {
    Ready.await();
    return JdkInternals.defaultProvider().openSocketChannel(StandardProtocolFamily.UNIX);
  }

  /** Initialized once, by whoever comes first; others wait. */
  private static final class Ready {
    static {
      try {
        initialize();
      } catch (ClassNotFoundException | LinkageError e) {
        // then they will be ready when they are used
      }
    }

    static void await() {
      // being called is enough
    }

    /** This thread alone sees the provider, and only here. */
    private static void initialize() throws ClassNotFoundException {
      ProviderList own = ProviderList.newList(new LazySecureRandom.Source());
      ProviderList before = Providers.beginThreadProviderList(own);
      try {
        Class<?> _ = Class.forName("sun.nio.ch.UnixDomainSockets");
      } finally {
        Providers.endThreadProviderList(before);
      }
    }
  }
}
