package dev.prefork.internal.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameReader;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.ipc.message.Refused;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.SocketAddresses;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A worker's end of a link. It does nothing by itself: what it is sent stays in the socket until
 * the test asks for it, as with a worker that is stopped.
 */
final class HandMadeWorker implements AutoCloseable {
  final int id;
  private final Fd end;
  private final Sockets sockets;
  private final DescriptorSocket io = new DescriptorSocket(4096);
  private final FrameReader reader = new FrameReader(4096);
  private final List<Frame> unread = new ArrayList<>();
  private final byte[] buffer = new byte[Handoff.SIZE];
  private boolean ended;
  private boolean closed;

  HandMadeWorker(int id, Fd end, Sockets sockets) {
    this.id = id;
    this.end = end;
    this.sockets = sockets;
  }

  void say(byte[] bytes) throws IOException {
    assertThat(io.send(end.number(), bytes, 0, bytes.length)).isEqualTo(bytes.length);
  }

  void say(FrameType type) throws IOException {
    say(Frame.encode(type));
  }

  /** Says something with a descriptor that has no meaning there. */
  void sayWithDescriptor(FrameType type) throws IOException {
    byte[] frame = Frame.encodeWithDescriptor(type, new byte[0]);
    io.send(end.number(), frame, 0, frame.length, end.number());
  }

  void sendTwin() throws IOException {
    sayWithDescriptor(FrameType.TWIN);
  }

  /** Looks whether a frame of this type is the next, and leaves it there. */
  boolean has(FrameType type) {
    fetch();
    return !unread.isEmpty() && unread.getFirst().type() == type;
  }

  boolean hasNothing() {
    fetch();
    return unread.isEmpty();
  }

  /** False if the test has closed it. */
  boolean isOpen() {
    return !closed;
  }

  /** True if the primary has closed the link. */
  boolean isCutOff() {
    fetch();
    return ended;
  }

  /** As a worker that reads: what it read cannot be taken back. */
  private void fetch() {
    try {
      int count;
      while (!ended && (count = io.receive(end.number(), buffer, 0, Handoff.SIZE)) != 0) {
        ended = count == DescriptorSocket.END;
        reader.addDescriptors(io.takeDescriptors(), io.lostDescriptors());
        reader.feed(buffer, 0, Math.max(count, 0), unread::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Frame next(FrameType type) {
    fetch();
    assertThat(unread).isNotEmpty();
    assertThat(unread.getFirst().type()).isEqualTo(type);
    return unread.removeFirst();
  }

  int port() throws BadFrameException {
    return ((Target.Tcp) bound().target()).at().port();
  }

  BindReply bound() throws BadFrameException {
    return BindReply.decode(next(FrameType.BOUND).body());
  }

  String refusal() throws BadFrameException {
    return Refused.decode(next(FrameType.REFUSED).body()).reason();
  }

  /** Receives the connection that is the next frame, without a word about it. */
  void receive(Socket client) throws IOException {
    Frame frame = next(FrameType.CONNECTION);
    InetSocketAddress peer = SocketAddresses.decode(frame.body());
    try (Fd connection = frame.descriptor()) {
      assertThat(peer).isEqualTo(client.getLocalSocketAddress());
      assertThat(sockets.localAddress(connection)).isEqualTo(client.getRemoteSocketAddress());
    }
  }

  /** Receives a connection and says so. */
  void take(Socket client) throws IOException {
    receive(client);
    say(FrameType.TAKEN);
  }

  /** Receives a connection, says so, and keeps it. */
  Fd hold() throws IOException {
    Fd connection = next(FrameType.CONNECTION).descriptor();
    say(FrameType.TAKEN);
    return connection;
  }

  /** Receives a connection that another worker has had, and says so. */
  void takeMoved(Socket client) throws IOException {
    assertThat(unread.getFirst().body()[Handoff.BODY - 1]).as("it has moved").isEqualTo((byte) 1);
    take(client);
  }

  /** Receives a connection that it has had itself, and says so. */
  void takeBack(Socket client) throws IOException {
    assertThat(unread.getFirst().body()[Handoff.BODY - 1]).as("it has moved").isZero();
    take(client);
  }

  /** Receives a connection, whosever it is, and says so. */
  void takeAny() throws IOException {
    next(FrameType.CONNECTION).discard();
    say(FrameType.TAKEN);
  }

  /** The descriptor of the listening socket. */
  Fd listener() {
    return next(FrameType.LISTENER).descriptor();
  }

  void answerProbe() throws IOException {
    next(FrameType.PROBE);
    say(FrameType.ACCEPTING);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      end.close();
      unread.forEach(Frame::discard);
      reader.close();
      io.close();
    }
  }
}
