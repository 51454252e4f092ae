package dev.prefork.worker;

import dev.prefork.ipc.Frame;
import dev.prefork.ipc.FrameReader;
import dev.prefork.ipc.Hello;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of its channel. One thread of its own connects and then reads; any thread sends,
 * waiting while the primary is behind.
 *
 * <p>Connecting on that thread costs the application nothing: the JDK's Unix sockets take a fresh
 * JVM over ten milliseconds, which pass while the application's main method starts.
 */
final class PrimaryChannel {
  /** The primary's bodies may be of any length an int can have: it is trusted. */
  private static final int LARGEST = Integer.MAX_VALUE - Frame.HEADER;

  private static final int BUFFER_SIZE = 64 * 1024;
  private static final long PATIENCE_NANOS = 10_000_000_000L;
  private static final int LOOKS_FOR_DEAD = 100;

  private final Invitation invitation;
  private final Owner owner;
  private final CountDownLatch greeted;
  private volatile @Nullable SocketChannel channel;

  /** Who is told. All on the channel's thread. */
  interface Owner {
    void onFrame(Frame frame) throws IOException;

    /** There is no primary to be reached. */
    void onUnreachable(IOException reason);

    void onClosed();
  }

  /**
   * Prepares a channel.
   *
   * @param greeted counted down when the primary can know this worker: its sockets have to wait for
   *     that
   */
  PrimaryChannel(Invitation invitation, CountDownLatch greeted, Owner owner) {
    this.invitation = invitation;
    this.greeted = greeted;
    this.owner = owner;
  }

  void start() {
    Thread thread =
        new Thread("prefork-channel") {
          @Override
          public void run() {
            connectAndRead();
          }
        };
    thread.setDaemon(true);
    thread.start();
  }

  private void connectAndRead() {
    SocketChannel connected;
    try {
      connected = connect();
      write(connected, new Hello(Hello.VERSION, invitation.token()).encode());
      channel = connected;
    } catch (IOException e) {
      owner.onUnreachable(e);
      return;
    } finally {
      greeted.countDown();
    }
    readAll(connected);
  }

  /**
   * While this JVM started, a primary that forks for the first time may still have been getting
   * ready.
   */
  private SocketChannel connect() throws IOException {
    Path path = invitation.rendezvous();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    long start = System.nanoTime();
    while (true) {
      SocketChannel attempt = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        attempt.connect(address);
        return attempt;
      } catch (SocketException e) {
        attempt.close();
        if (!mayCome(path) || late(start) || invitation.isVoid()) {
          throw new IOException(path + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  /** Whatever was there a moment ago: the socket's directory goes when the primary does. */
  private static boolean mayCome(Path path) {
    Path directory = path.getParent();
    return directory != null && Files.isDirectory(directory);
  }

  /**
   * Removes the socket and its directory if nobody listens there any more: a primary that was
   * killed cannot do it. The kernel closes a dying process's descriptors one by one, so its socket
   * may outlive the channel for a moment.
   */
  static void removeSocketOfDead(Path path) {
    for (int look = 0; look < LOOKS_FOR_DEAD; look++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(path));
        pause();
      } catch (ConnectException e) {
        remove(path);
        return;
      } catch (IOException e) {
        return; // another worker was faster
      }
    }
  }

  private static void remove(Path path) {
    try {
      Files.deleteIfExists(path);
      Files.deleteIfExists(path.resolve("..").normalize());
    } catch (IOException e) {
      // another worker was faster
    }
  }

  private static boolean late(long start) {
    return System.nanoTime() - start > PATIENCE_NANOS;
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends a frame; returns when the kernel has it. Frames of several threads do not mix. */
  void send(byte[] frame) throws IOException {
    SocketChannel open = awaitOpen();
    boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
    try {
      write(open, frame);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void write(SocketChannel open, byte[] frame) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    while (buffer.hasRemaining()) {
      open.write(buffer);
    }
  }

  private SocketChannel awaitOpen() throws IOException {
    try {
      greeted.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    SocketChannel open = channel;
    if (open == null) {
      throw new ClosedChannelException();
    }
    return open;
  }

  boolean isOpen() {
    SocketChannel open = channel;
    return open == null || open.isOpen();
  }

  /** Ends the channel. The primary sees that after everything that was sent. */
  void close() {
    try {
      awaitOpen().close();
    } catch (IOException e) {
      // it is closed all the same
    }
  }

  private void readAll(SocketChannel open) {
    FrameReader reader = new FrameReader(LARGEST);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
    FrameReader.Sink delivery = new Delivery();
    try {
      while (open.read(buffer.clear()) >= 0) {
        reader.feed(buffer.array(), 0, buffer.position(), delivery);
      }
    } catch (ClosedChannelException e) {
      // closed by ourselves
    } catch (IOException e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.WARNING, "the channel to the primary is broken", e);
    }
    close();
    owner.onClosed();
  }

  /** A class, not a lambda: it is on the way to the application's main method. */
  private final class Delivery implements FrameReader.Sink {
    @Override
    public void onFrame(Frame frame) throws IOException {
      owner.onFrame(frame);
    }
  }
}
