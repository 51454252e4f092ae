package dev.prefork.internal.nio.listen;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Handoff;
import dev.prefork.internal.nio.connections.Accepted;
import dev.prefork.internal.nio.connections.CapacityWatch;
import dev.prefork.internal.nio.connections.CloseReporter;
import dev.prefork.internal.nio.connections.ConnectionLimit;
import dev.prefork.internal.nio.connections.OpenConnections;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Receives connections that the primary has accepted.
 *
 * <p>After TAKEN was sent, a connection belongs to this worker; before, the primary may take it
 * back. If TAKEN cannot be sent, the primary has closed the link and gives the connection to
 * another worker.
 */
final class HandoffIntake implements Intake {
  private static final byte[] TAKEN = Frame.encode(FrameType.TAKEN);
  private static final byte[] ACCEPTING = Frame.encode(FrameType.ACCEPTING);
  private static final byte[] NOT_TAKEN = Frame.encode(FrameType.NOT_TAKEN);
  private static final byte[] CLOSE = Frame.encode(FrameType.CLOSE);
  private static final byte[] NO_ROOM = Frame.encode(FrameType.NO_ROOM);
  private static final byte[] FULL = Frame.encode(FrameType.FULL);
  private static final byte[] TWIN = Frame.encodeWithDescriptor(FrameType.TWIN, new byte[0]);

  /**
   * Pause between polls after the link has ended, because a descriptor at its end is always ready.
   */
  private static final long PAUSE_NANOS = 50_000_000;

  private final ClusterServer owner;
  private final SocketChannel link;
  private final @Nullable CloseReporter closeReporter;
  private final int descriptor;
  private final byte[] frame = new byte[Handoff.SIZE];
  private @Nullable DescriptorSocket io;
  private @Nullable Sockets unixSockets;
  private boolean linkEnded;
  private boolean closeSent;
  private boolean defersProbeReplies;
  private boolean probePending;

  /**
   * Receives over a link.
   *
   * @param link closed by this object
   * @param closeReporter reports ended connections to the primary; null if the policy does not
   *     count them
   */
  HandoffIntake(ClusterServer owner, SocketChannel link, @Nullable CloseReporter closeReporter) {
    this.owner = owner;
    this.link = link;
    this.closeReporter = closeReporter;
    this.descriptor = JdkInternals.numberOf(JdkInternals.descriptorOf(link));
  }

  /**
   * Loads libc and sends the primary a duplicate of the link. Runs in the background, because the
   * start of a worker need not wait for it; the first accept does.
   */
  DescriptorSocket prepare() throws IOException {
    DescriptorSocket prepared = io;
    if (prepared == null) {
      prepared = new DescriptorSocket(Handoff.SIZE);
      io = prepared;
      prepared.send(descriptor, TWIN, 0, TWIN.length, descriptor);
    }
    return prepared;
  }

  /** Runs {@link #prepare} on a thread of its own. */
  void prepareInBackground() {
    Thread thread = new Thread(new TwinSender(), "prefork-twin");
    thread.setDaemon(true);
    thread.start();
  }

  /** A class, because a lambda takes longer to load. */
  private final class TwinSender implements Runnable {
    @Override
    public void run() {
      try {
        owner.prepare(HandoffIntake.this);
      } catch (IOException e) {
        // the next accept repeats and reports it
      }
    }
  }

  @Override
  public @Nullable Accepted poll() throws IOException {
    if (!OpenServers.beginPoll()) {
      return null;
    }
    try {
      return receive();
    } finally {
      OpenServers.endPoll();
    }
  }

  private @Nullable Accepted receive() throws IOException {
    DescriptorSocket socket = prepare();
    int count;
    while ((count = socket.receive(descriptor, frame, 0, Handoff.SIZE)) == Handoff.SIZE) {
      List<Fd> descriptors = socket.takeDescriptors();
      if (!descriptors.isEmpty()) {
        Accepted taken = take(socket, descriptors.getFirst());
        if (taken != null) {
          return taken;
        }
      } else if (socket.lostDescriptors()) {
        send(socket, NOT_TAKEN);
      } else {
        onProbe(socket);
      }
    }
    linkEnded = count == DescriptorSocket.END;
    return null;
  }

  /** Makes probes wait for a call of {@link #replyToProbe}. */
  void deferProbeReplies() {
    defersProbeReplies = true;
  }

  private void onProbe(DescriptorSocket socket) {
    probePending = true;
    if (!defersProbeReplies) {
      replyToProbe(socket);
    }
  }

  /** Returns whether a probe has no reply yet. */
  boolean isProbePending() {
    return probePending;
  }

  /**
   * Replies to the pending probe; all connections sent before it have been received. Must run on
   * the accepting thread.
   */
  void replyToProbe() throws IOException {
    replyToProbe(prepare());
  }

  /** A reply asks for a connection, so a full worker delays it. */
  private void replyToProbe(DescriptorSocket socket) {
    probePending = false;
    if (ConnectionLimit.ofThisWorker().drops() || OpenConnections.available() > 0) {
      send(socket, ACCEPTING);
    } else {
      CapacityWatch.whenAvailable(this::sendAccepting);
    }
  }

  /** Sends a delayed reply, without libc because it runs on another thread. */
  private void sendAccepting() {
    LinkToPrimary.send(link, ACCEPTING);
  }

  /**
   * Tells the primary to give the connections in this worker's listening socket to others, until a
   * probe is replied to.
   */
  void sendNoRoom() throws IOException {
    send(prepare(), NO_ROOM);
  }

  private @Nullable Accepted take(DescriptorSocket socket, Fd connection) throws IOException {
    Accepted taken = null;
    try {
      Accepted offered =
          new Accepted(
              connection, remote(connection), owner.isUnix() ? null : owner.localAddress());
      if (!offered.reserve()) {
        refuse(socket, offered.remote());
      } else if (sendTaken(socket)) {
        offered.reportCloseTo(closeReporter);
        if (Handoff.isMoved(frame)) {
          offered.markMoved();
        }
        taken = offered;
      } else {
        offered.close();
      }
      return taken;
    } finally {
      if (taken == null) {
        connection.close();
      }
    }
  }

  private void refuse(DescriptorSocket socket, SocketAddress remote) {
    if (!ConnectionLimit.ofThisWorker().drops()) {
      send(socket, FULL);
    } else if (sendTaken(socket)) {
      if (closeReporter != null) {
        closeReporter.markEnded();
      }
      ConnectionLimit.publishDrop(remote);
    }
  }

  private boolean sendTaken(DescriptorSocket socket) {
    return closeReporter == null
        ? send(socket, TAKEN)
        : closeReporter.sendTaken(frames -> send(socket, frames));
  }

  private SocketAddress remote(Fd connection) throws IOException {
    SocketAddress remote = owner.isUnix() ? path(connection) : Handoff.peer(frame);
    if (remote == null) {
      throw new IOException("the primary sent a connection without the client's address");
    }
    return remote;
  }

  /**
   * Returns the client's path from the kernel, because it may be longer than a hand-off frame can
   * contain.
   */
  private SocketAddress path(Fd connection) throws IOException {
    if (unixSockets == null) {
      unixSockets = new Sockets();
    }
    return UnixDomainSocketAddress.of(unixSockets.peerPath(connection));
  }

  private boolean send(DescriptorSocket socket, byte[] bytes) {
    try {
      return socket.send(descriptor, bytes, 0, bytes.length) == bytes.length;
    } catch (ErrnoException e) {
      return false;
    }
  }

  @Override
  public void awaitReady(long timeoutNanos) throws IOException {
    awaitReady(link, timeoutNanos);
  }

  /** Waits on a channel that is readable whenever the link is. */
  void awaitReady(SocketChannel channel, long timeoutNanos) throws IOException {
    if (linkEnded) {
      LockSupport.parkNanos(PAUSE_NANOS);
    } else {
      JdkInternals.parkReadable(channel, timeoutNanos);
    }
  }

  /**
   * Sends CLOSE without libc, because the closing thread may not be the accepting one. Sends
   * nothing if the server closes because the worker has drained: the next worker may serve the
   * port.
   */
  private synchronized void sendClose() {
    if (!closeSent && !OpenServers.isClosing()) {
      closeSent = true;
      LinkToPrimary.send(link, CLOSE);
    }
  }

  @Override
  public void suspend(boolean suspended) {
    // the primary stops sending connections
  }

  @Override
  public boolean quiesce() {
    return true; // the primary sends nothing to a draining worker
  }

  @Override
  public void wake() throws IOException {
    sendClose();
    link.shutdownOutput(); // ends the stream, although the primary holds a duplicate of this end
    link.shutdownInput(); // ends a poll of the descriptor on any kind of thread
  }

  @Override
  public void close() throws IOException {
    sendClose();
    link.shutdownOutput(); // a thread that leaves an accept may close before wake() runs
    link.close();
    if (io != null) {
      io.close();
    }
  }
}
