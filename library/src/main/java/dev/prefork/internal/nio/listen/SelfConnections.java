package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.sockets.LoopbackPair;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Watches for connections of a draining worker to its own servers.
 *
 * <p>Some servers, such as Tomcat, connect to themselves to wake their accepting thread when they
 * stop. In a draining worker this connection goes to another worker, so the thread gets an ended
 * connection in its place. A worker that does not drain is not watched: its connections are
 * distributed like all others.
 *
 * <p>Before it connects a TCP socket, the JDK consults its provider for the SDP protocol, which can
 * log all connections. This class is the stream for this log. See ADR 0026.
 */
final class SelfConnections extends PrintStream {
  private static final int MAX_WAKEUPS = 1000;
  private static final AtomicBoolean INSTALLED = new AtomicBoolean();

  private final @Nullable PrintStream previous;

  private SelfConnections(@Nullable PrintStream previous) {
    super(OutputStream.nullOutputStream());
    this.previous = previous;
  }

  /** Starts to watch, unless no thread of this worker has ever waited for a connection. */
  static void install() {
    if (BlockingAccept.isWakeupSupported()
        && !INSTALLED.get()
        && OpenServers.isAnyUsedBlocking()
        && INSTALLED.compareAndSet(false, true)) {
      try {
        replaceLog(JdkInternals.get(Sdp.PROVIDER, null));
      } catch (RuntimeException | LinkageError e) {
        log("cannot watch this worker's connections to itself", e);
      }
    }
  }

  private static void replaceLog(Object provider) {
    @Nullable PrintStream existing = (PrintStream) JdkInternals.get(Sdp.LOG, provider);
    JdkInternals.set(Sdp.LOG, provider, new SelfConnections(existing));
    if (!JdkInternals.get(Sdp.ENABLED, provider).equals(true)) {
      JdkInternals.set(Sdp.RULES, provider, List.of());
      VarHandle.fullFence(); // rules are read when enabled is true
      JdkInternals.set(Sdp.ENABLED, provider, true);
    }
  }

  private static final class Sdp {
    private static final String CLASS = "sun.net.sdp.SdpProvider";
    static final Field PROVIDER = JdkInternals.field("sun.net.NetHooks", "provider");
    static final Field LOG = JdkInternals.field(CLASS, "log");
    static final Field RULES = JdkInternals.field(CLASS, "rules");
    static final Field ENABLED = JdkInternals.field(CLASS, "enabled");
  }

  /** Called before each bind and connect of the JDK with the operation, the host and the port. */
  @Override
  @SuppressWarnings("AnnotateFormatMethod") // the method is the JDK's
  public PrintStream format(String format, @Nullable Object... arguments) {
    if (previous != null) {
      previous.format(format, arguments);
    }
    if (arguments.length == 3
        && String.valueOf(arguments[0]).equals("CONNECT")
        && arguments[1] instanceof String host
        && arguments[2] instanceof Integer port) {
      onConnect(host, port);
    }
    return this;
  }

  /** Never throws, because it runs inside the application's connect. */
  private static void onConnect(String host, int port) {
    try {
      for (ClusterServer server : OpenServers.onPort(port)) {
        if (connectsTo(InetAddress.getByName(host), server)) {
          wakeAccept(server.blockingAccept());
        }
      }
    } catch (IOException | RuntimeException e) {
      log("cannot check a connection to " + host + ":" + port, e);
    }
  }

  private static boolean connectsTo(InetAddress host, ClusterServer server) throws IOException {
    return server.localAddress() instanceof InetSocketAddress local
        && (local.getAddress().isAnyLocalAddress()
            ? isLocal(host)
            : local.getAddress().equals(host));
  }

  private static boolean isLocal(InetAddress host) throws IOException {
    return host.isLoopbackAddress()
        || host.isAnyLocalAddress()
        || NetworkInterface.getByInetAddress(host) != null;
  }

  private static void wakeAccept(BlockingAccept accept) {
    accept.addSelfConnection();
    if (accept.wake()) {
      Thread.ofPlatform().daemon().name("prefork-self-connect").start(() -> wakeUntilTaken(accept));
    }
  }

  private static void wakeUntilTaken(BlockingAccept accept) {
    try {
      for (int wakeups = 0; wakeups < MAX_WAKEUPS && accept.wake(); wakeups++) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // no other code has this thread to interrupt it
    }
  }

  /**
   * Returns the connection that the accepting thread gets: its client has closed it already. It
   * does not count as a connection of the worker.
   *
   * @return null if the connection cannot be made, so the thread waits on
   */
  static @Nullable Accepted endedConnection(boolean ipv6) {
    try (LoopbackPair pair = LoopbackPair.connect(ipv6)) {
      InetSocketAddress remote = SocketAddresses.decode(pair.accepted().peer());
      return remote != null && pair.markHandedOver()
          ? new Accepted(pair.accepted().fd(), remote, null)
          : null;
    } catch (IOException e) {
      log("cannot make a connection to wake the accepting thread", e);
      return null;
    }
  }

  /** Looks up the logger only when needed, because this takes time. */
  private static void log(String message, Throwable cause) {
    System.getLogger("dev.prefork").log(Level.DEBUG, message, cause);
  }
}
