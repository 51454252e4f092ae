package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.Outbox;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.jdk.UnixSockets;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.SelChImpl;

/**
 * The stream of a worker's channel. It never waits unless asked to.
 *
 * <p>It is the JDK's own Unix channel as long as that will do, which is until descriptors come or
 * go: linking libc costs a fresh JVM 50 ms. One thread reads, and it alone closes; one at a time
 * writes.
 */
final class PrimaryStream implements Outbox.Wire, AutoCloseable {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final SocketChannel channel;
  private final SelChImpl pollable;
  private final int number;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_SIZE);
  private @Nullable ByteBuffer staging;
  private @Nullable DescriptorSocket receiver;
  private @Nullable DescriptorSocket sender;
  private volatile boolean shut;

  private PrimaryStream(SocketChannel channel) {
    this.channel = channel;
    this.pollable = (SelChImpl) channel;
    this.number = pollable.getFDVal();
  }

  /** Connects to the primary's socket. */
  public static PrimaryStream connect(UnixDomainSocketAddress address) throws IOException {
    SocketChannel channel = UnixSockets.open();
    try {
      channel.setOption(StandardSocketOptions.SO_SNDBUF, Outbox.SEND_BUFFER);
      channel.connect(address);
      channel.configureBlocking(false);
      return new PrimaryStream(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Reads what is there.
   *
   * @return how many bytes are {@link #received}; 0 if there are none, -1 at the end
   */
  public int read() throws IOException {
    DescriptorSocket libc = receiver;
    return libc == null ? channel.read(incoming.clear()) : libc.receive(number, incoming.clear());
  }

  /** What {@link #read} has read. */
  public ByteBuffer received() {
    return incoming.flip();
  }

  /** From here on descriptors that come are received. Called by the reading thread. */
  public void receiveDescriptors() {
    if (receiver == null) {
      receiver = new DescriptorSocket(BUFFER_SIZE);
    }
  }

  /** The descriptors that came with the last {@link #read}; the caller's. */
  public List<Fd> takeDescriptors() {
    return receiver == null ? List.of() : receiver.takeDescriptors();
  }

  /** True if one should have come that this process had no room for. */
  public boolean lostDescriptors() {
    return receiver != null && receiver.lostDescriptors();
  }

  /** Waits until there is something to read, or the end. */
  public void awaitReadable() throws IOException {
    JdkInternals.awaitReadable(channel);
  }

  /** Waits until there is room to write, or the stream is broken. */
  public void awaitWritable() throws IOException {
    JdkInternals.awaitWritable(channel);
  }

  /**
   * Waits for the other end to hang up, for a time; what there is to read does not end the waiting.
   *
   * @return true if it has hung up
   */
  public boolean awaitHangUp(long nanos) throws IOException {
    long start = System.nanoTime();
    pollable.park(0, nanos);
    return System.nanoTime() - start < nanos / 2; // poll(2) says no more than this through the JDK
  }

  @Override
  public ByteBuffer staging() {
    ByteBuffer buffer = staging;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);
      staging = buffer;
    }
    return buffer.clear();
  }

  @Override
  public int write(@Nullable Fd attached) throws IOException {
    ByteBuffer bytes = Objects.requireNonNull(staging, "staging() was not called").flip();
    return attached == null ? writePlain(bytes) : write(bytes, attached);
  }

  private int writePlain(ByteBuffer bytes) throws IOException {
    boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
    try {
      return channel.write(bytes);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private int write(ByteBuffer bytes, Fd attached) throws IOException {
    DescriptorSocket libc = sender;
    if (libc == null) {
      libc = new DescriptorSocket(BUFFER_SIZE);
      sender = libc;
    }
    libc.buffer().put(bytes);
    return libc.send(number, attached);
  }

  /** Ends both directions: the primary sees the end behind all that was written. Any thread. */
  public void shutdown() {
    shut = true;
    try {
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException e) {
      // it is closed already
    }
  }

  /** False once it was shut down or closed by this side. */
  public boolean isOpen() {
    return !shut && channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    shut = true;
    channel.close();
    if (receiver != null) {
      receiver.close();
    }
    // the sender's memory is not freed: another thread may be writing, and this process is ending
  }
}
