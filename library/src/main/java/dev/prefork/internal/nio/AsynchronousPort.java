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
 * Accesses the group of a server channel of the JDK, as of JDK 25: the threads that wait for
 * descriptors and run completion handlers.
 */
final class AsynchronousPort {
  /** {@code EPOLL_CTL_DEL} of {@code linux/eventpoll.h}. */
  private static final int DELETE = 2;

  private final AsynchronousServerSocketChannel channel;
  private final Object port;

  /** Receives the events of a descriptor. */
  interface Pollable {
    /** Called on a thread of the group when the descriptor is readable or at its end. */
    void onReady();

    /** Called when the group is shut down. */
    void close() throws IOException;
  }

  private AsynchronousPort(AsynchronousServerSocketChannel channel, Object port) {
    this.channel = channel;
    this.port = port;
  }

  /** Calls a method that does no I/O. */
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
   * Adds a descriptor to the group, which closes it with the group.
   *
   * @throws java.nio.channels.ShutdownChannelGroupException if the group is shut down
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

  /** Waits for the descriptor to become readable, and notifies its {@link Pollable} once. */
  void startPolling(int descriptor) {
    callJdk(Members.START_POLL, port, descriptor, (int) Net.POLLIN);
  }

  /**
   * Stops waiting for a descriptor before it is unregistered. An event that came later would have
   * no receiver; and if the group reads such an event together with its shutdown order, it loses
   * the order and its last thread waits for ever.
   */
  void stopPolling(int descriptor) {
    callJdk(Members.CONTROL, null, JdkInternals.get(Members.EPOLL, port), DELETE, descriptor, 0);
  }

  /** Calls a handler on a thread of the group, which can be the calling one. */
  <A> void invoke(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    callJdk(Members.INVOKE, null, channel, handler, attachment, result, failure);
  }

  /** Calls a handler on another thread of the group. */
  <A> void invokeLater(
      CompletionHandler<AsynchronousSocketChannel, A> handler,
      @Nullable Object attachment,
      @Nullable AsynchronousSocketChannel result,
      @Nullable Throwable failure) {
    callJdk(Members.INVOKE_LATER, null, channel, handler, attachment, result, failure);
  }

  /**
   * Makes a channel in the group.
   *
   * @param connection owned by the channel from here on, unless this method throws
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
