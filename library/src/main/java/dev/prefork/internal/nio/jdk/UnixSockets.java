package dev.prefork.internal.nio.jdk;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import sun.security.jca.ProviderList;
import sun.security.jca.Providers;

/**
 * Loads the JDK's Unix-domain sockets faster. Their class creates a source of random numbers, for
 * the names of sockets that are bound without one. This loads all security providers, which takes
 * 15 ms in a new JVM and would delay listening.
 */
public final class UnixSockets implements Runnable {
  private UnixSockets() {}

  /** Begins to load in the background. */
  public static void prepare() {
    Thread thread = new Thread(new UnixSockets(), "prefork-sockets");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void run() {
    Ready.await();
  }

  /** Opens an unconnected stream, after loading. */
  public static SocketChannel open() throws IOException {
    Ready.await();
    return JdkInternals.defaultProvider().openSocketChannel(StandardProtocolFamily.UNIX);
  }

  /** Loads the sockets in its static initializer: once, on the first thread that needs them. */
  private static final class Ready {
    static {
      try {
        initialize();
      } catch (ClassNotFoundException | LinkageError e) {
        // then the JDK loads them on first use
      }
    }

    static void await() {
      // the call initializes this class
    }

    /** The provider is visible to this thread only, and only in here. */
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
