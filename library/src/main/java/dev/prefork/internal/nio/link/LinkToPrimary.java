package dev.prefork.internal.nio.link;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameReader;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Refused;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.jdk.UnixSockets;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks the primary to listen on one port, before connections come on the same stream. Uses the
 * JDK's Unix-domain channel, because the first calls of libc cost a new JVM 50 ms, and the start of
 * a worker waits for this.
 *
 * <p>The channel is non-blocking and the thread polls. So an interrupt, which would close a
 * blocking channel, cannot end the exchange: binding is not interruptible in the JDK either.
 */
public final class LinkToPrimary implements FrameReader.Sink {
  private static final int MAX_REPLY = Listen.MAX_BODY;
  private static final String CLOSED = "the primary closed the link";

  /** How long to wait, after a link was closed, for the order to drain on the channel. */
  private static final long DRAIN_NOTICE_MILLIS = 5000;

  private final SocketChannel channel;
  private final FrameReader reader = new FrameReader(MAX_REPLY);
  private @Nullable Frame reply;

  /** Opens an unconnected stream. */
  public static SocketChannel open() throws IOException {
    return UnixSockets.open();
  }

  /** Makes a channel of a link's descriptor, which the channel owns from here on. */
  public static SocketChannel adopt(Fd link) throws IOException {
    SocketChannel channel =
        JdkInternals.adopt(
            JdkInternals.defaultProvider(),
            StandardProtocolFamily.UNIX,
            link,
            UnixDomainSocketAddress.of(""));
    channel.configureBlocking(false);
    return channel;
  }

  public LinkToPrimary(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Asks the primary to listen.
   *
   * @throws BindException with the primary's reason; the link can be used for another request
   * @throws DrainingException if this worker drains, or the primary has ended
   */
  public BindReply request(Listen listen) throws IOException {
    Frame frame = exchange(listen);
    return switch (frame.type()) {
      case BOUND -> {
        PrimaryAddress.markBound();
        yield BindReply.decode(frame.body());
      }
      case DRAINING -> throw draining();
      default -> throw new BindException(Refused.decode(frame.body()).reason());
    };
  }

  private Frame exchange(Listen listen) throws IOException {
    try {
      if (!channel.isConnected()) {
        channel.configureBlocking(false);
        PrimaryAddress.get().connect(channel);
      }
      write(listen.encode());
      return read();
    } catch (IOException e) {
      throw asDraining(e);
    }
  }

  /**
   * Marks this worker as draining: the order on its channel may come later than the reply on a
   * link.
   */
  private static DrainingException draining() {
    DrainState.begin();
    return new DrainingException();
  }

  /**
   * Returns a {@link DrainingException} if the link broke because the primary has ended, otherwise
   * the failure.
   */
  private static IOException asDraining(IOException failure) {
    return DrainState.awaitBegin(DRAIN_NOTICE_MILLIS) ? new DrainingException() : failure;
  }

  /** Receives the shared socket after the primary's reply. Uses libc. */
  public Fd fetch() throws IOException {
    boolean _ = send(channel, Frame.encode(FrameType.READY)); // a failure shows when reading
    int number = JdkInternals.numberOf(JdkInternals.descriptorOf(channel));
    try (DescriptorSocket socket = new DescriptorSocket(Frame.HEADER)) {
      byte[] header = new byte[Frame.HEADER];
      int count = DescriptorSocket.NOT_NOW;
      while (count == DescriptorSocket.NOT_NOW) {
        JdkInternals.awaitReadable(channel);
        count = socket.receive(number, header, 0, header.length);
      }
      List<Fd> descriptors = socket.takeDescriptors();
      if (descriptors.isEmpty()) {
        throw missingDescriptor(count, header);
      }
      return descriptors.getFirst();
    }
  }

  private IOException missingDescriptor(int count, byte[] header) throws IOException {
    if (count == DescriptorSocket.END) {
      return asDraining(new EOFException(CLOSED));
    }
    if (Frame.isOf(FrameType.DRAINING, header)) {
      return draining();
    }
    return new IOException(
        "cannot receive the shared socket: too many open files; raise the limit (ulimit -n)");
  }

  /**
   * Sends a frame without waiting, on a link that may be closed already. Does not use libc: the
   * thread may be another one than that which uses libc on this link.
   *
   * @return false if the frame could not be sent, because the link is closed or its buffer full
   */
  public static boolean send(SocketChannel link, byte[] frame) {
    boolean interrupted = Thread.interrupted(); // write() would close the link
    try {
      return link.write(ByteBuffer.wrap(frame)) == frame.length;
    } catch (IOException e) {
      return false; // one of both ends is closed
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  void write(byte[] frame) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    while (buffer.hasRemaining()) {
      if (channel.write(buffer) == 0) {
        JdkInternals.awaitWritable(channel);
      }
    }
  }

  /**
   * Reads exactly one frame: the bytes after it may carry the descriptor of a connection, which
   * must be received by libc.
   */
  private Frame read() throws IOException {
    reply = null;
    readExactly(Frame.HEADER);
    if (reply == null) {
      readExactly(reader.missingBytes());
    }
    Frame frame = reply;
    if (frame == null) {
      throw new IOException("the primary sent an incomplete reply");
    }
    return frame;
  }

  private void readExactly(int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer);
      if (read < 0) {
        throw new EOFException(CLOSED);
      }
      if (read == 0) {
        JdkInternals.awaitReadable(channel);
      }
    }
    reader.feed(buffer.array(), 0, count, this);
  }

  @Override
  public void onFrame(Frame frame) {
    reply = frame;
  }
}
