package dev.prefork.it.hostile;

import static dev.prefork.it.hostile.Frames.NOTHING;
import static dev.prefork.it.hostile.Frames.frame;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Attacks with descriptors. */
final class HostileDescriptors {
  static final int READING = 0;
  static final int WRITING = 1;

  private static final int MANY = 10_000;
  private static final byte[] ONE = {'1'};

  private HostileDescriptors() {}

  @SuppressWarnings("restricted") // the JDK closes no half of a socket that it has not made
  static void shutDown(Raw stream, int how) {
    try {
      Linker linker = Linker.nativeLinker();
      var shape =
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      int _ =
          (int)
              linker
                  .downcallHandle(linker.defaultLookup().find("shutdown").orElseThrow(), shape)
                  .invokeExact(stream.descriptor(), how);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** By libc: the JDK does not close at once what has a linger time. */
  @SuppressWarnings("restricted")
  static void closeAtOnce(int descriptor) {
    try {
      Linker linker = Linker.nativeLinker();
      var shape = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
      int _ =
          (int)
              linker
                  .downcallHandle(linker.defaultLookup().find("close").orElseThrow(), shape)
                  .invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static void withMessages() throws IOException {
    Raw channel = Raw.channel();
    byte[] message = frame('M', 1, 1, ONE);
    for (int i = 0; i < MANY; i++) {
      if (!channel.write(message, channel.descriptor())) {
        return;
      }
    }
  }

  /** One with each byte of a long body. */
  static void withinOneFrame() throws IOException {
    Raw channel = Raw.channel();
    channel.write(frame('M', MANY, 1, NOTHING), channel.descriptor());
    for (int i = 0; i < MANY; i++) {
      channel.write(ONE, channel.descriptor());
    }
  }

  static void withVitals() throws IOException {
    Raw channel = Raw.channel();
    channel.write(frame('K', 0, 1, NOTHING), channel.descriptor());
  }

  static void thatLingers() throws IOException {
    Raw channel = Raw.channel();
    try (Lingering lingering = new Lingering()) {
      channel.write(frame('K', 0, 1, NOTHING), Raw.number(lingering.server));
    }
  }

  static void messagesThatLinger() throws IOException {
    Raw channel = Raw.channel();
    for (int i = 0; i < 200; i++) {
      try (Lingering lingering = new Lingering()) {
        if (!channel.write(frame('M', 1, 1, ONE), Raw.number(lingering.server))) {
          return;
        }
      }
    }
  }

  /**
   * A connection that is full of what its client does not read: whoever closes the last descriptor
   * waits for an hour.
   */
  static final class Lingering implements AutoCloseable {
    final SocketChannel client;
    final SocketChannel server;

    Lingering() throws IOException {
      try (ServerSocketChannel listener = exclusive()) {
        client = SocketChannel.open(listener.getLocalAddress());
        server = listener.accept();
      }
      fill(server);
    }

    private static ServerSocketChannel exclusive() throws IOException {
      ServerSocketChannel listener = dev.prefork.Cluster.exclusive().openServerSocketChannel();
      listener.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
      return listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    static void fill(SocketChannel connection) throws IOException {
      connection.setOption(StandardSocketOptions.SO_LINGER, 3600);
      connection.setOption(StandardSocketOptions.SO_SNDBUF, 4096);
      connection.configureBlocking(false);
      while (connection.write(ByteBuffer.allocate(1 << 16)) > 0) {
        // until there is no room
      }
    }

    @Override
    public void close() {
      closeAtOnce(Raw.number(server));
    }
  }
}
