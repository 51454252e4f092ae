package dev.prefork.internal.nio.connections;

import dev.prefork.internal.nio.jdk.JdkInternals;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.util.Set;
import jdk.internal.ref.CleanerFactory;
import sun.nio.ch.Net;
import sun.nio.ch.NioSocketImpl;

/**
 * Wraps the JDK's implementation of server sockets and concentrates all access to its internals, as
 * of JDK 25. Its methods are accessible to {@code java.net} only.
 */
public final class JdkSocketImpl {
  private final NioSocketImpl impl = new NioSocketImpl(true);

  private JdkSocketImpl() {}

  public static JdkSocketImpl create() throws SocketException {
    JdkSocketImpl created = new JdkSocketImpl();
    try {
      created.call(Methods.CREATE, true);
      return created;
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw new SocketException(e.getMessage(), e); // as ServerSocket does
    }
  }

  public void bind(InetAddress host, int port) throws IOException {
    call(Methods.BIND, host, port);
  }

  public int localPort() {
    return (Integer) JdkInternals.get(Fields.LOCAL_PORT, impl);
  }

  public void listen(int backlog) throws IOException {
    call(Methods.LISTEN, backlog);
  }

  public void accept(SocketImpl connection) throws IOException {
    call(Methods.ACCEPT, connection);
  }

  public void close() throws IOException {
    call(Methods.CLOSE);
  }

  public void set(SocketOption<?> name, Object value) throws IOException {
    call(Methods.SET_OPTION, name, value);
  }

  public Object get(SocketOption<?> name) throws IOException {
    return call(Methods.GET_OPTION, name);
  }

  @SuppressWarnings("unchecked") // the declared type
  public static Set<SocketOption<?>> supportedOptions() {
    try {
      return (Set<SocketOption<?>>)
          JdkInternals.invoke(Methods.SUPPORTED_OPTIONS, new NioSocketImpl(true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the access to options by number, which is public. */
  public SocketOptions numericOptions() {
    return impl;
  }

  private Object call(Method method, Object... arguments) throws IOException {
    return JdkInternals.invoke(method, impl, arguments);
  }

  /**
   * Connects an implementation that the JDK created for an accepted socket, as the JDK's own accept
   * does.
   *
   * @param connection owned by {@code client} from here on, unless this method throws
   */
  public static void connect(SocketImpl client, Accepted connection) throws IOException {
    FileDescriptor descriptor = JdkInternals.descriptorOf(connection.socket());
    InetSocketAddress remote = (InetSocketAddress) connection.remote();
    int localPort = Net.localAddress(descriptor).getPort();
    Runnable closer = (Runnable) JdkInternals.invoke(Methods.CLOSER, null, descriptor);
    synchronized (JdkInternals.get(Fields.STATE_LOCK, client)) {
      JdkInternals.set(Fields.DESCRIPTOR, client, descriptor);
      JdkInternals.set(Fields.ADDRESS, client, remote.getAddress());
      JdkInternals.set(Fields.PORT, client, remote.getPort());
      JdkInternals.set(Fields.LOCAL_PORT, client, localPort);
      JdkInternals.set(Fields.CLEANER, client, CleanerFactory.cleaner().register(client, closer));
      JdkInternals.set(Fields.STATE, client, Fields.CONNECTED);
    }
    int _ = connection.socket().release();
  }

  /** Returns whether this side has not closed the connection. */
  static boolean isOpen(SocketImpl client) {
    return (Integer) JdkInternals.get(Fields.STATE, client) <= Fields.CONNECTED;
  }

  private static final class Methods {
    static final Method CREATE = method("create", boolean.class);
    static final Method BIND = method("bind", InetAddress.class, int.class);
    static final Method LISTEN = method("listen", int.class);
    static final Method ACCEPT = method("accept", SocketImpl.class);
    static final Method CLOSE = method("close");
    static final Method SET_OPTION = method("setOption", SocketOption.class, Object.class);
    static final Method GET_OPTION = method("getOption", SocketOption.class);
    static final Method SUPPORTED_OPTIONS = method("supportedOptions");
    static final Method CLOSER = method("closerFor", FileDescriptor.class);

    private static Method method(String name, Class<?>... parameters) {
      return JdkInternals.method(NioSocketImpl.class.getName(), name, parameters);
    }
  }

  private static final class Fields {
    /** {@code ST_CONNECTED}; higher states are closing or closed. */
    static final int CONNECTED = 3;

    private static final String BASE = SocketImpl.class.getName();
    private static final String NIO = NioSocketImpl.class.getName();
    static final Field DESCRIPTOR = JdkInternals.field(BASE, "fd");
    static final Field ADDRESS = JdkInternals.field(BASE, "address");
    static final Field PORT = JdkInternals.field(BASE, "port");
    static final Field LOCAL_PORT = JdkInternals.field(BASE, "localport");
    static final Field STATE_LOCK = JdkInternals.field(NIO, "stateLock");
    static final Field CLEANER = JdkInternals.field(NIO, "cleaner");
    static final Field STATE = JdkInternals.field(NIO, "state");
  }
}
