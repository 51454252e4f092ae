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
 * All that Prefork knows of the JDK's inside, as it is in JDK 25: the helpers and constructors of
 * {@code sun.nio.ch}. A worker's command line opens that package; nothing else does.
 */
public final class JdkInternals {
  private JdkInternals() {}

  public static SelectorProvider defaultProvider() {
    return DefaultSelectorProvider.get();
  }

  /** What the JDK has under a datagram socket. */
  public static DatagramChannel openUninterruptibleDatagramChannel() throws IOException {
    return DefaultSelectorProvider.get().openUninterruptibleDatagramChannel();
  }

  /**
   * The family of a channel that was opened without one: dual stack unless {@code
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
   * The JDK's own test, which is not public: the kernel has IPv6 and some interface has an address.
   * Asking by reflection would cost a starting worker seven milliseconds.
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

  /** Waits, whatever the thread and whether it is interrupted. */
  public static void awaitReadable(SocketChannel channel) throws IOException {
    await(channel, Net.POLLIN);
  }

  /** Waits, whatever the thread and whether it is interrupted. */
  public static void awaitWritable(SocketChannel channel) throws IOException {
    await(channel, Net.POLLOUT);
  }

  private static void await(SocketChannel channel, short event) throws IOException {
    boolean interrupted = Thread.interrupted(); // a virtual thread would not wait
    try {
      ((SelChImpl) channel).park(event);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until there is something to read, as a channel's own accept would. Ends at once on a
   * virtual thread that is interrupted.
   *
   * @param nanos how long at most, 0 for ever
   */
  public static void parkReadable(SocketChannel channel, long timeoutNanos) throws IOException {
    ((SelChImpl) channel).park(Net.POLLIN, timeoutNanos);
  }

  public static FileDescriptor descriptorOf(Fd socket) {
    return IOUtil.newFD(socket.number());
  }

  /**
   * Accepts a connection without waiting, from a TCP socket that does not block.
   *
   * @param remote gets the client's address as its first element
   * @return null if there is none
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
   * @param connection the channel's from here on, unless this fails
   * @param remote the client's address as the primary saw it: the system may not know it any more
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
   * Tells a channel where it is bound: the system knows the path that the primary used, which is
   * another way to write it.
   */
  public static void setLocalAddress(SocketChannel channel, SocketAddress local) {
    set(Connected.LOCAL_ADDRESS, channel, local);
  }

  /**
   * Tells a channel that its descriptor is a bound socket now, which several processes share. Such
   * a socket never blocks: whether it does is a property of the socket, not of a process. The
   * channel polls where it is to wait.
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
   * @param listener the channel's from here on, unless this fails
   */
  public static ServerSocketChannel adoptListener(
      SelectorProvider provider, ProtocolFamily family, Fd listener) throws IOException {
    Object channel =
        newInstance(Constructors.LISTENING, provider, family, descriptorOf(listener), true);
    int _ = listener.release();
    return (ServerSocketChannel) channel;
  }

  /**
   * Makes a channel of a datagram socket. The JDK's own constructor for that takes every socket for
   * an IPv6 one; so a channel of the right family is made, and gets this socket for its own.
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

  /** A datagram channel that an interrupt does not close, if there is one of this family. */
  public static DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
    return family.equals(defaultFamily())
        ? openUninterruptibleDatagramChannel()
        : defaultProvider().openDatagramChannel(family);
  }

  /** Has a selector ask the key's channel anew what it is to wait for. On the selector's thread. */
  public static void refreshInterest(SelectionKeyImpl key) {
    try {
      Object _ = invoke(Selectors.SET_EVENT_OPS, key.selector(), key);
    } catch (IOException e) {
      throw new IllegalStateException(e); // it throws none
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

  /** Calls a method of the JDK's, which throws what it throws. */
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

  /** Looked up when the first connection comes, which is after the worker listens. */
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
      throw unsupported("the constructor of " + type + " that adopts a socket", e);
    }
  }

  public static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw unsupported(name, e);
    }
  }

  /** Looked up when the first connection comes to a Unix socket. */
  private static final class Connected {
    static final Field LOCAL_ADDRESS = field("sun.nio.ch.SocketChannelImpl", "localAddress");
  }

  /** Looked up when a worker that reads datagrams by a selector leaves. */
  private static final class Selectors {
    static final Method SET_EVENT_OPS =
        method("sun.nio.ch.SelectorImpl", "setEventOps", SelectionKeyImpl.class);
  }

  /** Looked up when the first datagram socket is shared or adopted. */
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
            + ", or does not open it to Prefork: use JDK 25, and start workers by fork()",
        cause);
  }
}
