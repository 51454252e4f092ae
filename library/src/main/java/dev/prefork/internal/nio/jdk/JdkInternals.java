package dev.prefork.internal.nio.jdk;

import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.DefaultSelectorProvider;
import sun.nio.ch.IOStatus;
import sun.nio.ch.IOUtil;
import sun.nio.ch.Net;
import sun.nio.ch.SelChImpl;
import sun.nio.ch.SelectionKeyImpl;

/**
 * Accesses internals of JDK 25: the helpers and constructors of {@code sun.nio.ch}. The command
 * line of a worker opens that package.
 */
public final class JdkInternals {
  private JdkInternals() {}

  public static SelectorProvider defaultProvider() {
    return DefaultSelectorProvider.get();
  }

  /**
   * Opens the kind of channel that the JDK uses inside a datagram socket: an interrupt does not
   * close it.
   */
  public static DatagramChannel openUninterruptibleDatagramChannel() throws IOException {
    return DefaultSelectorProvider.get().openUninterruptibleDatagramChannel();
  }

  /**
   * Returns the family of a channel that is opened without one: dual stack unless {@code
   * java.net.preferIPv4Stack} is set.
   */
  public static ProtocolFamily defaultFamily() {
    return Ipv6.AVAILABLE ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
  }

  public static ProtocolFamily checkedFamily(ProtocolFamily family) {
    if (family == StandardProtocolFamily.UNIX) {
      return family;
    }
    if (family != StandardProtocolFamily.INET && family != StandardProtocolFamily.INET6) {
      throw new UnsupportedOperationException("Protocol family not supported");
    }
    if (family == StandardProtocolFamily.INET6 && !Ipv6.AVAILABLE) {
      throw new UnsupportedOperationException("IPv6 not available");
    }
    return family;
  }

  /**
   * Repeats the JDK's test, which is not public: the kernel supports IPv6 and an interface has an
   * address. Calling it by reflection would delay the start of a worker by 7 ms.
   */
  private static final class Ipv6 {
    static final boolean AVAILABLE =
        !Boolean.getBoolean("java.net.preferIPv4Stack") && isConfigured();

    private static boolean isConfigured() {
      try (InputStream addresses = new FileInputStream("/proc/net/if_inet6")) {
        return addresses.read() >= 0;
      } catch (IOException e) {
        return false;
      }
    }
  }

  public static FileDescriptor descriptorOf(SelectableChannel channel) {
    return ((SelChImpl) channel).getFD();
  }

  public static int numberOf(FileDescriptor descriptor) {
    return IOUtil.fdVal(descriptor);
  }

  /** Waits on any kind of thread, even if the thread is interrupted. */
  public static void awaitReadable(SocketChannel channel) throws IOException {
    await(channel, Net.POLLIN);
  }

  /** Waits on any kind of thread, even if the thread is interrupted. */
  public static void awaitWritable(SocketChannel channel) throws IOException {
    await(channel, Net.POLLOUT);
  }

  private static void await(SocketChannel channel, short event) throws IOException {
    boolean interrupted = Thread.interrupted(); // an interrupted virtual thread would not wait
    try {
      ((SelChImpl) channel).park(event);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until the channel is readable, as the channel's own accept would. Returns at once on an
   * interrupted virtual thread.
   *
   * @param timeoutNanos the longest wait, 0 for no limit
   */
  public static void parkReadable(SocketChannel channel, long timeoutNanos) throws IOException {
    ((SelChImpl) channel).park(Net.POLLIN, timeoutNanos);
  }

  public static FileDescriptor descriptorOf(Fd socket) {
    return IOUtil.newFD(socket.number());
  }

  /**
   * Accepts a connection from a non-blocking TCP socket.
   *
   * @param remote receives the client's address as its first element
   * @return null if no connection is waiting
   */
  public static @Nullable Fd accept(FileDescriptor listener, InetSocketAddress[] remote)
      throws IOException {
    FileDescriptor connection = new FileDescriptor();
    int result = Net.accept(listener, connection, remote);
    while (result == IOStatus.INTERRUPTED) {
      result = Net.accept(listener, connection, remote);
    }
    return result == IOStatus.UNAVAILABLE ? null : new Fd(numberOf(connection));
  }

  /**
   * Makes a channel of a connected socket.
   *
   * @param connection owned by the channel from here on, unless this method throws
   * @param remote the client's address as the primary got it: the kernel may not know it any more
   */
  public static SocketChannel adopt(
      SelectorProvider provider, ProtocolFamily family, Fd connection, SocketAddress remote)
      throws IOException {
    FileDescriptor descriptor = descriptorOf(connection);
    Object channel = newInstance(Constructors.CONNECTED, provider, family, descriptor, remote);
    int _ = connection.release();
    return (SocketChannel) channel;
  }

  /**
   * Sets the local address of a channel: the kernel knows the path by which the primary bound the
   * socket, which may be written in another way.
   */
  public static void setLocalAddress(SocketChannel channel, SocketAddress local) {
    set(Connected.LOCAL_ADDRESS, channel, local);
  }

  /**
   * Sets the local address of a channel whose descriptor has become a shared socket, and makes it
   * poll before each operation: a shared socket never blocks, because the blocking mode belongs to
   * the socket, not to a process.
   */
  public static void markShared(DatagramChannel channel, SocketAddress local) {
    synchronized (get(Datagrams.STATE_LOCK, channel)) {
      set(Datagrams.FORCED_NON_BLOCKING, channel, true);
      set(Datagrams.LOCAL_ADDRESS, channel, local);
    }
  }

  /**
   * Makes a channel of a listening socket.
   *
   * @param listener owned by the channel from here on, unless this method throws
   */
  public static ServerSocketChannel adoptListener(
      SelectorProvider provider, ProtocolFamily family, Fd listener) throws IOException {
    Object channel =
        newInstance(Constructors.LISTENING, provider, family, descriptorOf(listener), true);
    int _ = listener.release();
    return (ServerSocketChannel) channel;
  }

  /**
   * Makes a channel of a datagram socket. The JDK's constructor for a descriptor assumes IPv6; so
   * this method opens a channel of the right family and replaces its socket.
   */
  public static DatagramChannel adoptDatagram(
      SelectorProvider provider, ProtocolFamily family, Fd socket) throws IOException {
    DatagramChannel channel = provider.openDatagramChannel(family);
    try {
      FileDescriptor descriptor = descriptorOf(channel);
      new Sockets().replace(numberOf(descriptor), socket);
      InetSocketAddress local = Net.localAddress(descriptor);
      set(Datagrams.LOCAL_ADDRESS, channel, local.getPort() == 0 ? null : local);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Opens a datagram channel, one that an interrupt does not close if the JDK has it for this
   * family.
   */
  public static DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return family.equals(defaultFamily())
        ? openUninterruptibleDatagramChannel()
        : defaultProvider().openDatagramChannel(family);
  }

  /**
   * Makes a selector query the interest of the key's channel again. Must run on the selector's
   * thread.
   */
  public static void refreshInterest(SelectionKeyImpl key) {
    try {
      Object _ = invoke(Selectors.SET_EVENT_OPS, key.selector(), key);
    } catch (IOException e) {
      throw new IllegalStateException(e); // the method does no I/O
    }
  }

  public static Object newInstance(Constructor<?> constructor, Object... arguments)
      throws IOException {
    try {
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw unwrap(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + constructor, e);
    }
  }

  /** Calls a method of the JDK and throws its exceptions unwrapped. */
  public static Object invoke(Method method, @Nullable Object target, @Nullable Object... arguments)
      throws IOException {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw unwrap(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }

  private static IOException unwrap(InvocationTargetException wrapper) {
    return switch (wrapper.getTargetException()) {
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      default -> throw new IllegalStateException(wrapper);
    };
  }

  /**
   * Looked up on first use, as the members below, because the start of a worker does not need them.
   */
  private static final class Constructors {
    static final Constructor<?> CONNECTED =
        constructor(
            "sun.nio.ch.SocketChannelImpl",
            SelectorProvider.class,
            ProtocolFamily.class,
            FileDescriptor.class,
            SocketAddress.class);

    static final Constructor<?> LISTENING =
        constructor(
            "sun.nio.ch.ServerSocketChannelImpl",
            SelectorProvider.class,
            ProtocolFamily.class,
            FileDescriptor.class,
            boolean.class);
  }

  public static Constructor<?> constructor(String type, Class<?>... parameters) {
    try {
      Constructor<?> constructor = Class.forName(type).getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unsupported("the constructor of " + type + " for a socket", e);
    }
  }

  public static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw unsupported(name, e);
    }
  }

  private static final class Connected {
    static final Field LOCAL_ADDRESS = field("sun.nio.ch.SocketChannelImpl", "localAddress");
  }

  private static final class Selectors {
    static final Method SET_EVENT_OPS =
        method("sun.nio.ch.SelectorImpl", "setEventOps", SelectionKeyImpl.class);
  }

  private static final class Datagrams {
    private static final String CHANNEL = "sun.nio.ch.DatagramChannelImpl";
    static final Field STATE_LOCK = field(CHANNEL, "stateLock");
    static final Field FORCED_NON_BLOCKING = field(CHANNEL, "forcedNonBlocking");
    static final Field LOCAL_ADDRESS = field(CHANNEL, "localAddress");
  }

  public static Object get(Field field, @Nullable Object target) {
    try {
      return field.get(target);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }

  public static void set(Field field, Object target, @Nullable Object value) {
    try {
      field.set(target, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("cannot set " + field, e);
    }
  }

  public static Method method(String type, String name, Class<?>... parameters) {
    try {
      Method method = Class.forName(type).getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unsupported("the method " + name + " of " + type, e);
    }
  }

  public static Field field(String type, String name) {
    try {
      Field field = Class.forName(type).getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw unsupported("the field " + name + " of " + type, e);
    }
  }

  private static IllegalStateException unsupported(String missing, Exception cause) {
    return new IllegalStateException(
        "this JDK ("
            + Runtime.version()
            + ") lacks "
            + missing
            + " or does not open it to Prefork: run on JDK 25 and start workers by Cluster.fork()",
        cause);
  }
}
