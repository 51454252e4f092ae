package dev.prefork.internal.nio;

import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.jdk.JdkInternals;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousChannel;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.Net;

/**
 * The group of asynchronous channels that a server channel of the JDK's belongs to, and all that
 * Prefork knows of such groups, as they are in JDK 25: threads that wait for descriptors, and run
 * handlers.
 */
final class AsynchronousPort {
  /** {@code EPOLL_CTL_DEL} of linux/eventpoll.h. */
  private static final int DELETE = 2;

  private final AsynchronousServerSocketChannel member;
  private final Object port;

  /** What waits for a descriptor. */
  interface Waiter {
    /** Called on a thread of the group when there is something, or the descriptor has ended. */
    void onReady();

    /** Called when the group is shut down. */
    void close() throws IOException;
  }

  private AsynchronousPort(AsynchronousServerSocketChannel member, Object port) {
    this.member = member;
    this.port = port;
  }

  /** These do not fail by input or output. */
  private static Object use(Method method, @Nullable Object on, @Nullable Object... arguments) {
    try {
      return JdkInternals.invoke(method, on, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AsynchronousPort of(AsynchronousServerSocketChannel member) {
    return new AsynchronousPort(member, use(Members.GROUP, member));
  }

  /**
   * Makes a descriptor the group's, so that it is closed with it.
   *
   * @throws java.nio.channels.ShutdownChannelGroupException if there will be nothing new in it
   */
  void register(int number, Waiter waiter) {
    InvocationHandler handler =
        (_, method, _) -> {
          if (method.getName().equals("onEvent")) {
            waiter.onReady();
          } else if (method.getName().equals("close")) {
            waiter.close();
          }
          return null;
        };
    Class<?>[] types = {Members.POLLABLE};
    use(Members.REGISTER, port, number, Proxy.newProxyInstance(null, types, handler));
  }

  void unregister(int number) {
    use(Members.UNREGISTER, port, number);
  }

  /** Tells the waiter, once, when there is something to read. */
  void await(int number) {
    use(Members.START_POLL, port, number, (int) Net.POLLIN);
  }

  /**
   * Ends waiting for a descriptor that is about to be unregistered. While it is closed, its event
   * would come for nobody; and a group that gets such an event together with its order to end
   * forgets the order: its last thread waits for ever.
   */
  void forget(int number) {
    use(Members.CONTROL, null, JdkInternals.get(Members.EPOLL, port), DELETE, number, 0);
  }

  /** Calls a handler on a thread of the group: this one, if it may. */
  <A> void call(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    use(Members.INVOKE, null, member, handler, attachment, result, failure);
  }

  /** Lets another thread of the group call a handler. */
  <A> void callLater(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    use(Members.INVOKE_LATER, null, member, handler, attachment, result, failure);
  }

  /**
   * Makes a channel of the group of a connection.
   *
   * @param connection the channel's from here on, unless this fails
   */
  AsynchronousSocketChannel adopt(Accepted connection) throws IOException {
    FileDescriptor descriptor = JdkInternals.descriptorOf(connection.socket());
    Object channel = JdkInternals.make(Members.CONNECTED, port, descriptor, connection.remote());
    int _ = connection.socket().release();
    return (AsynchronousSocketChannel) channel;
  }

  private static final class Members {
    private static final String PACKAGE = "sun.nio.ch.";
    private static final String PORT = PACKAGE + "Port";
    private static final String INVOKER = PACKAGE + "Invoker";
    private static final Class<?>[] CALL = {
      AsynchronousChannel.class,
      CompletionHandler.class,
      Object.class,
      Object.class,
      Throwable.class
    };

    static final Class<?> POLLABLE = JdkInternals.type(PORT + "$PollableChannel");
    static final Method GROUP =
        JdkInternals.method(PACKAGE + "UnixAsynchronousServerSocketChannelImpl", "group");
    static final Method REGISTER = JdkInternals.method(PORT, "register", int.class, POLLABLE);
    static final Method UNREGISTER = JdkInternals.method(PORT, "unregister", int.class);
    static final Method START_POLL = JdkInternals.method(PORT, "startPoll", int.class, int.class);
    static final Field EPOLL = JdkInternals.field(PACKAGE + "EPollPort", "epfd");
    static final Method CONTROL =
        JdkInternals.method(PACKAGE + "EPoll", "ctl", int.class, int.class, int.class, int.class);
    static final Method INVOKE = JdkInternals.method(INVOKER, "invoke", CALL);
    static final Method INVOKE_LATER = JdkInternals.method(INVOKER, "invokeIndirectly", CALL);
    static final Constructor<?> CONNECTED =
        JdkInternals.constructor(
            PACKAGE + "UnixAsynchronousSocketChannelImpl",
            JdkInternals.type(PORT),
            FileDescriptor.class,
            InetSocketAddress.class);
  }
}
