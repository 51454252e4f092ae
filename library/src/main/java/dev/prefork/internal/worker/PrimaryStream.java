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
 * Reads and writes the stream of a worker's channel. Does not block, except in the await methods.
 *
 * <p>Uses the JDK's Unix-domain channel until descriptors are sent or received, because linking
 * libc takes a new JVM 50 ms. One thread reads and closes; one thread at a time writes.
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
   * Reads the available bytes.
   *
   * @return the number of bytes {@link #received}; 0 if none are available, -1 at the end
   */
  public int read() throws IOException {
    DescriptorSocket libc = receiver;
    return libc == null ? channel.read(incoming.clear()) : libc.receive(number, incoming.clear());
  }

  /** {@return the bytes of the last {@link #read}} */
  public ByteBuffer received() {
    return incoming.flip();
  }

  /** Receives descriptors from here on. Called by the reading thread. */
  public void receiveDescriptors() {
    if (receiver == null) {
      receiver = new DescriptorSocket(BUFFER_SIZE);
    }
  }

  /** {@return the descriptors of the last {@link #read}, which the caller owns} */
  public List<Fd> takeDescriptors() {
    return receiver == null ? List.of() : receiver.takeDescriptors();
  }

  /** {@return true if a descriptor was lost because this process is out of descriptors} */
  public boolean lostDescriptors() {
    return receiver != null && receiver.lostDescriptors();
  }

  /** Waits until bytes or the end can be read. */
  public void awaitReadable() throws IOException {
    JdkInternals.awaitReadable(channel);
  }

  /** Waits until bytes can be written or the stream is broken. */
  public void awaitWritable() throws IOException {
    JdkInternals.awaitWritable(channel);
  }

  /**
   * Waits for the peer to hang up. Readable bytes do not end the wait.
   *
   * @return true if the peer has hung up
   */
  public boolean awaitHangUp(long nanos) throws IOException {
    long start = System.nanoTime();
    pollable.park(0, nanos);
    return System.nanoTime() - start < nanos / 2; // the JDK does not return the result of poll(2)
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

  /** Shuts down both directions. The primary sees the end after all written bytes. Any thread. */
  public void shutdown() {
    shut = true;
    try {
      channel.shutdownInput();
      channel.shutdownOutput();
    } catch (IOException e) {
      // already closed
    }
  }

  /** {@return false once this side has shut down or closed the stream} */
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
    // do not free the sender's memory: another thread may be writing, and the process is ending
  }
}
