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

  private final AsynchronousServerSocketChannel channel;
  private final Object port;

  /** What waits for a descriptor. */
  interface Pollable {
    /** Called on a thread of the group when there is something, or the descriptor has ended. */
    void onReady();

    /** Called when the group is shut down. */
    void close() throws IOException;
  }

  private AsynchronousPort(AsynchronousServerSocketChannel channel, Object port) {
    this.channel = channel;
    this.port = port;
  }

  /** These do not fail by input or output. */
  private static Object callJdk(
      Method method, @Nullable Object target, @Nullable Object... arguments) {
    try {
      return JdkInternals.invoke(method, target, arguments);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AsynchronousPort of(AsynchronousServerSocketChannel channel) {
    return new AsynchronousPort(channel, callJdk(Members.GROUP, channel));
  }

  /**
   * Makes a descriptor the group's, so that it is closed with it.
   *
   * @throws java.nio.channels.ShutdownChannelGroupException if there will be nothing new in it
   */
  void register(int descriptor, Pollable pollable) {
    InvocationHandler handler =
        (_, method, _) -> {
          if (method.getName().equals("onEvent")) {
            pollable.onReady();
          } else if (method.getName().equals("close")) {
            pollable.close();
          }
          return null;
        };
    Class<?>[] types = {Members.POLLABLE};
    callJdk(Members.REGISTER, port, descriptor, Proxy.newProxyInstance(null, types, handler));
  }

  void unregister(int descriptor) {
    callJdk(Members.UNREGISTER, port, descriptor);
  }

  /** Tells the pollable, once, when there is something to read. */
  void startPolling(int descriptor) {
    callJdk(Members.START_POLL, port, descriptor, (int) Net.POLLIN);
  }

  /**
   * Ends waiting for a descriptor that is about to be unregistered. While it is closed, its event
   * would come for nobody; and a group that gets such an event together with its order to end
   * forgets the order: its last thread waits for ever.
   */
  void stopPolling(int descriptor) {
    callJdk(Members.CONTROL, null, JdkInternals.get(Members.EPOLL, port), DELETE, descriptor, 0);
  }

  /** Calls a handler on a thread of the group: this one, if it may. */
  <A> void invoke(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    callJdk(Members.INVOKE, null, channel, handler, attachment, result, failure);
  }

  /** Lets another thread of the group call a handler. */
  <A> void invokeLater(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    callJdk(Members.INVOKE_LATER, null, channel, handler, attachment, result, failure);
  }

  /**
   * Makes a channel of the group of a connection.
   *
   * @param connection the channel's from here on, unless this fails
   */
  AsynchronousSocketChannel adopt(Accepted connection) throws IOException {
    FileDescriptor descriptor = JdkInternals.descriptorOf(connection.socket());
    Object channel =
        JdkInternals.newInstance(Members.CONNECTED, port, descriptor, connection.remote());
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
