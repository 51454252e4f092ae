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

/**
 * The worker's end of its channel. Any thread sends, waiting while the primary is behind; one
 * thread of its own reads.
 */
final class PrimaryChannel {
  /** The primary's bodies may be of any length an int can have: it is trusted. */
  private static final int LARGEST = Integer.MAX_VALUE - Frame.HEADER;

  private static final int BUFFER_SIZE = 64 * 1024;
  private static final long PATIENCE_NANOS = 10_000_000_000L;

  private final SocketChannel channel;
  private final Owner owner;

  /** Who is told. All on the reading thread. */
  interface Owner {
    void onFrame(Frame frame) throws IOException;

    void onClosed();
  }

  private PrimaryChannel(SocketChannel channel, Owner owner) {
    this.channel = channel;
    this.owner = owner;
  }

  /** Connects, says who this is, and begins to read. */
  static PrimaryChannel open(Invitation invitation, Owner owner) throws IOException {
    PrimaryChannel opened = new PrimaryChannel(connect(invitation), owner);
    opened.send(new Hello(Hello.VERSION, invitation.token()).encode());
    return opened;
  }

  /**
   * While this JVM started, a primary that forks for the first time may still have been getting
   * ready.
   */
  private static SocketChannel connect(Invitation invitation) throws IOException {
    Path path = invitation.rendezvous();
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
    long start = System.nanoTime();
    while (true) {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(address);
        return channel;
      } catch (SocketException e) {
        channel.close();
        if (!mayCome(path, e) || late(start) || invitation.isVoid()) {
          throw new IOException(path + ": " + e.getMessage(), e);
        }
        pause();
      }
    }
  }

  /** Not bound yet, or bound and not listening yet, in a directory that is there. */
  private static boolean mayCome(Path path, SocketException reason) {
    Path directory = path.getParent();
    return directory != null
        && Files.isDirectory(directory)
        && (reason instanceof ConnectException || !Files.exists(path));
  }

  /**
   * Removes the socket and its directory if nobody listens there any more: a primary that was
   * killed cannot do it.
   */
  static void removeSocketOfDead(Path path) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException e) {
      remove(path);
    } catch (IOException e) {
      // another worker was faster
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

  void startReading() {
    Thread reader =
        new Thread("prefork-channel") {
          @Override
          public void run() {
            readAll();
          }
        };
    reader.setDaemon(true);
    reader.start();
  }

  /** Sends a frame; returns when the kernel has it. Frames of several threads do not mix. */
  synchronized void send(byte[] frame) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(frame);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Ends the channel. The primary sees that after everything that was sent. */
  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is closed all the same
    }
  }

  private void readAll() {
    FrameReader reader = new FrameReader(LARGEST);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_SIZE);
    FrameReader.Sink delivery = new Delivery();
    try {
      while (channel.read(buffer.clear()) >= 0) {
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
