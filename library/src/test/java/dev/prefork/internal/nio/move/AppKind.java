package dev.prefork.internal.nio.move;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.jdk.OpenSelectors;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Channel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import jdk.internal.access.SharedSecrets;

/** The ways in which an application may use a connection. Each reads and answers until the end. */
enum AppKind {
  SOCKET_ON_PLATFORM_THREAD(false, 0),
  SOCKET_WITH_TIMEOUT(false, 60_000),
  SOCKET_ON_VIRTUAL_THREAD(true, 0),
  CHANNEL_ON_PLATFORM_THREAD(false, 0),
  CHANNEL_ON_VIRTUAL_THREAD(true, 0),
  SELECTOR(false, 0),
  ASYNCHRONOUS(false, 0);

  private static final InetAddress HOST = InetAddress.getLoopbackAddress();
  private static final int CHUNK = 4096;

  private final boolean virtual;
  private final int timeoutMillis;

  AppKind(boolean virtual, int timeoutMillis) {
    this.virtual = virtual;
    this.timeoutMillis = timeoutMillis;
  }

  /** What the application answers to bytes. */
  @FunctionalInterface
  interface Answers {
    /** Returns what to send; empty for nothing. */
    byte[] to(byte[] bytes);
  }

  /**
   * A connection as the application has it.
   *
   * @param client the client's end
   * @param owner what tracks the connection
   * @param descriptor its descriptor in the application
   * @param serve begins to read and to answer
   */
  record Accepted(Socket client, Object owner, int descriptor, Runnable serve) {}

  /** Connects a client. */
  Accepted connect(Answers answers) throws IOException {
    return switch (this) {
      case SOCKET_ON_PLATFORM_THREAD, SOCKET_WITH_TIMEOUT, SOCKET_ON_VIRTUAL_THREAD ->
          socket(answers);
      case CHANNEL_ON_PLATFORM_THREAD, CHANNEL_ON_VIRTUAL_THREAD -> blocking(answers);
      case SELECTOR -> selecting(answers);
      case ASYNCHRONOUS -> asynchronous(answers);
    };
  }

  private Accepted socket(Answers answers) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, HOST)) {
      Socket client = new Socket(HOST, server.getLocalPort());
      Socket socket = server.accept();
      socket.setSoTimeout(timeoutMillis);
      Object impl = JdkInternals.get(Internals.IMPL, socket);
      FileDescriptor descriptor = (FileDescriptor) JdkInternals.get(Internals.DESCRIPTOR, impl);
      int number = JdkInternals.numberOf(descriptor);
      return new Accepted(client, impl, number, () -> begin(() -> serve(socket, answers)));
    }
  }

  /** Those of a package that the tests' command line does not open. */
  private static final class Internals {
    static final Field IMPL = field(Socket.class, "impl");
    static final Field DESCRIPTOR = field(SocketImpl.class, "fd");

    private static Field field(Class<?> type, String name) {
      SharedSecrets.getJavaLangAccess()
          .addOpens(Object.class.getModule(), "java.net", AppKind.class.getModule());
      return JdkInternals.field(type.getName(), name);
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private void begin(Task task) {
    Thread.Builder threads = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
    Thread _ =
        threads.start(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private static void serve(Socket socket, Answers answers) throws IOException {
    byte[] buffer = new byte[CHUNK];
    try (socket) {
      InputStream in = socket.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        socket.getOutputStream().write(answers.to(Arrays.copyOf(buffer, count)));
      }
    }
  }

  private static SocketChannel accepted(Socket[] client) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(HOST, 0));
      client[0] = new Socket(HOST, server.socket().getLocalPort());
      return server.accept();
    }
  }

  private static int number(SocketChannel channel) {
    return JdkInternals.numberOf(JdkInternals.descriptorOf(channel));
  }

  private Accepted blocking(Answers answers) throws IOException {
    Socket[] client = new Socket[1];
    SocketChannel channel = accepted(client);
    return new Accepted(
        client[0], channel, number(channel), () -> begin(() -> serve(channel, answers)));
  }

  private static void serve(SocketChannel channel, Answers answers) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
    try (channel) {
      while (channel.read(buffer.clear()) >= 0) {
        writeAll(channel, answer(buffer, answers));
      }
    }
  }

  private static ByteBuffer answer(ByteBuffer read, Answers answers) {
    byte[] bytes = new byte[read.flip().remaining()];
    read.get(bytes);
    return ByteBuffer.wrap(answers.to(bytes));
  }

  private static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  private Accepted selecting(Answers answers) throws IOException {
    Socket[] client = new Socket[1];
    SocketChannel channel = accepted(client);
    channel.configureBlocking(false);
    return new Accepted(
        client[0], channel, number(channel), () -> begin(() -> select(channel, answers)));
  }

  /** Registers anew for each request, as the JDK's HTTP server does. */
  private static void select(SocketChannel channel, Answers answers) throws IOException {
    AbstractSelector opened =
        OpenSelectors.add(JdkInternals.defaultProvider().openSelector()); // as in a worker
    try (channel;
        Selector selector = opened) {
      ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
      boolean anew = true;
      while (true) {
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        while (selector.select() == 0 || !key.isReadable()) {
          selector.selectedKeys().clear();
        }
        selector.selectedKeys().clear();
        anew = !anew;
        if (anew) {
          key.cancel();
          int _ = selector.selectNow();
        }
        if (channel.read(buffer.clear()) < 0) {
          return;
        }
        writeAll(channel, answer(buffer, answers));
      }
    }
  }

  private static Accepted asynchronous(Answers answers) throws IOException {
    try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(HOST, 0));
      InetSocketAddress at = (InetSocketAddress) server.getLocalAddress();
      Socket client = new Socket(HOST, at.getPort());
      AsynchronousSocketChannel channel = server.accept().get();
      int number = (Integer) JdkInternals.get(Asynchronous.DESCRIPTOR, channel);
      return new Accepted(client, channel, number, () -> new Reading(channel, answers).begin());
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static final class Asynchronous {
    static final Field DESCRIPTOR =
        JdkInternals.field("sun.nio.ch.UnixAsynchronousSocketChannelImpl", "fdVal");
  }

  private record Reading(AsynchronousSocketChannel channel, Answers answers, ByteBuffer buffer)
      implements CompletionHandler<Integer, Object> {
    Reading(AsynchronousSocketChannel channel, Answers answers) {
      this(channel, answers, ByteBuffer.allocate(CHUNK));
    }

    void begin() {
      channel.read(buffer.clear(), this, this);
    }

    @Override
    public void completed(Integer count, Object attachment) {
      if (count < 0) {
        close(channel);
      } else {
        write(answer(buffer, answers));
      }
    }

    private void write(ByteBuffer bytes) {
      if (bytes.hasRemaining()) {
        channel.write(bytes, bytes, new Writing(this));
      } else {
        begin();
      }
    }

    @Override
    public void failed(Throwable reason, Object attachment) {
      close(channel);
    }
  }

  private record Writing(Reading reading) implements CompletionHandler<Integer, ByteBuffer> {
    @Override
    public void completed(Integer count, ByteBuffer bytes) {
      reading.write(bytes);
    }

    @Override
    public void failed(Throwable reason, ByteBuffer bytes) {
      close(reading.channel());
    }
  }

  private static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
