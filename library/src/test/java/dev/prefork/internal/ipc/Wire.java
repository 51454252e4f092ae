package dev.prefork.internal.ipc;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link FrameChannel} at one end of a socket pair, a test at the other. */
final class Wire implements FrameChannel.Listener, AutoCloseable {
  static final int LARGEST = 6 << 20;
  private static final int BUFFER_SIZE = 64 * 1024;

  final Sockets sockets = new Sockets();
  final Epoll epoll;
  final Fd peer;
  final FrameChannel channel;

  /** What the channel's listener was told. */
  final List<Frame> frames = new ArrayList<>();

  final List<String> closings = new ArrayList<>();

  /** What the test has read at its end, with {@link #read}. */
  final List<Frame> answers = new ArrayList<>();

  private final DescriptorSocket io = new DescriptorSocket(BUFFER_SIZE);
  private final DescriptorSocket peerIo = new DescriptorSocket(BUFFER_SIZE);
  private final FrameReader peerReader = new FrameReader(LARGEST);
  private final byte[] peerBuffer = new byte[BUFFER_SIZE];

  Wire(int largest) throws IOException {
    epoll = new Epoll();
    Fd[] pair = sockets.pair();
    peer = pair[1];
    FrameChannel.Io shared = new FrameChannel.Io(epoll, io, new byte[BUFFER_SIZE]);
    channel = new FrameChannel(pair[0], shared, largest, false, this);
  }

  /** Lets the channel keep whatever the peer does not read, as that of a worker. */
  void sendWithoutLimit() {
    channel.sendFrom(new Outbox("a wire", Long.MAX_VALUE, 0, this::pump));
  }

  private void pump() {
    try {
      channel.pump();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onFrame(Frame frame) {
    frames.add(frame);
  }

  @Override
  public void onClosed(@Nullable IOException fault) {
    closings.add(fault == null ? "end" : fault.getMessage());
  }

  /** Lets the channel work on what is there. */
  void turn() throws IOException {
    epoll.await(
        0,
        (_, fault) -> {
          throw new AssertionError("a handler failed", fault);
        });
  }

  /** Writes at the test's end; the socket must have room. */
  void write(byte[] bytes) throws IOException {
    int sent = peerIo.send(peer.number(), bytes, 0, bytes.length);
    if (sent != bytes.length) {
      throw new AssertionError("room for " + sent + " only");
    }
  }

  /** Writes bytes with a descriptor, which stays the caller's. */
  void write(byte[] bytes, Fd attached) throws IOException {
    peerIo.send(peer.number(), bytes, 0, bytes.length, attached.number());
  }

  /**
   * Reads at the test's end.
   *
   * @return how many bytes; 0 if there are none, -1 at the end
   */
  int read(int max) throws IOException {
    int count = peerIo.receive(peer.number(), peerBuffer, 0, Math.min(max, BUFFER_SIZE));
    if (count > 0) {
      peerReader.addDescriptors(peerIo.takeDescriptors(), peerIo.lostDescriptors());
      peerReader.feed(peerBuffer, 0, count, answers::add);
    }
    return count;
  }

  @Override
  public void close() {
    channel.close();
    frames.forEach(Frame::discard);
    answers.forEach(Frame::discard);
    peerReader.close();
    peer.close();
    peerIo.close();
    io.close();
    epoll.close();
  }
}
