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
 * The conversation about one port before connections come: asks to listen and reads the answer. It
 * uses the JDK's own Unix channel, because libc calls cost a fresh JVM 50 ms, and this is on the
 * way to listening.
 *
 * <p>The channel does not block; whoever has to wait polls. So an interrupt, which would close a
 * channel that blocks, cannot end the conversation: binding is not interruptible in the JDK either.
 */
public final class LinkToPrimary implements FrameReader.Sink {
  private static final int MAX_REPLY = Listen.LARGEST;
  private static final String CLOSED = "the primary closed the link";

  /** How long the news that goes with the end of a link may take on the channel. */
  private static final long DRAIN_NOTICE_MILLIS = 5000;

  private final SocketChannel channel;
  private final FrameReader reader = new FrameReader(MAX_REPLY);
  private @Nullable Frame reply;

  /** A stream that can become a link. */
  public static SocketChannel open() throws IOException {
    return UnixSockets.open();
  }

  /** A link that got another descriptor, which is the channel's from here on. */
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
   * @throws BindException with the primary's reason; another request may follow then
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

  /** This worker need not have heard of it on its channel yet. */
  private static DrainingException draining() {
    DrainState.begin();
    return new DrainingException();
  }

  /** The primary is gone, which the worker hears on its channel in the same moment; or is not. */
  private static IOException asDraining(IOException failure) {
    return DrainState.awaitBegin(DRAIN_NOTICE_MILLIS) ? new DrainingException() : failure;
  }

  /**
   * Fetches the socket that was bound, after an answer which says that it is shared. This is
   * libc's.
   */
  public Fd fetch() throws IOException {
    boolean _ = send(channel, Frame.encode(FrameType.READY)); // why not is to be read then
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
    return new IOException("no descriptor left for the shared socket: raise the limit (ulimit -n)");
  }

  /**
   * Says a last word on a link, or one that nobody may be there for any more. Not by libc: the
   * thread need not be the one that uses that on this link.
   *
   * @return false if it was not said, because nobody is there or there is no room
   */
  public static boolean send(SocketChannel link, byte[] frame) {
    boolean interrupted = Thread.interrupted(); // an interrupt would end the link without a word
    try {
      return link.write(ByteBuffer.wrap(frame)) == frame.length;
    } catch (IOException e) {
      return false; // the primary is gone, or this end was closed meanwhile
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
   * Reads one frame and not a byte more: what follows may be a connection, for others to receive.
   */
  private Frame read() throws IOException {
    reply = null;
    readExactly(Frame.HEADER);
    if (reply == null) {
      readExactly(reader.missing());
    }
    Frame frame = reply;
    if (frame == null) {
      throw new IOException("the primary's answer is incomplete");
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
