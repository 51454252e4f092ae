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
 * <p>What is said first counts: once TAKEN is sent the connection is this worker's, before it the
 * primary may take it back. A TAKEN that cannot be sent means that the primary has closed the link,
 * so it has, or will have, given the connection to another worker.
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
   * The primary is gone and this process about to follow: a descriptor at its end is always ready,
   * so do not poll it.
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
   * @param link this one's to close
   * @param closings what the primary is told of connections that have ended; null if nothing
   */
  HandoffIntake(ClusterServer owner, SocketChannel link, @Nullable CloseReporter closeReporter) {
    this.owner = owner;
    this.link = link;
    this.closeReporter = closeReporter;
    this.descriptor = JdkInternals.numberOf(JdkInternals.descriptorOf(link));
  }

  /**
   * Gets libc ready and sends the primary the twin. Called off the way to listening; whoever
   * accepts first waits for it.
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

  /** From here on a probe is answered when {@link #replyToProbe} is called, and not before. */
  void deferProbeReplies() {
    defersProbeReplies = true;
  }

  private void onProbe(DescriptorSocket socket) {
    probePending = true;
    if (!defersProbeReplies) {
      replyToProbe(socket);
    }
  }

  /** True if a probe has come that has no answer yet. */
  boolean isProbePending() {
    return probePending;
  }

  /** Answers it: nothing waits any more that came before it. By the thread that accepts. */
  void replyToProbe() throws IOException {
    replyToProbe(prepare());
  }

  /** The answer to a probe means that a connection is welcome. */
  private void replyToProbe(DescriptorSocket socket) {
    probePending = false;
    if (ConnectionLimit.ofThisWorker().drops() || OpenConnections.available() > 0) {
      send(socket, ACCEPTING);
    } else {
      CapacityWatch.whenAvailable(this::sendAccepting);
    }
  }

  /** Says what {@link #onProbe} could not say yet. Not by libc, as it is another thread. */
  private void sendAccepting() {
    LinkToPrimary.send(link, ACCEPTING);
  }

  /** What waits in this worker's own socket is others' until a probe is answered. */
  void sendNoRoom() throws IOException {
    send(prepare(), NO_ROOM);
  }

  private @Nullable Accepted take(DescriptorSocket socket, Fd connection) throws IOException {
    Accepted taken = null;
    try {
      Accepted offered = new Accepted(connection, remote(connection));
      if (!offered.reserve()) {
        refuse(socket, offered.remote());
      } else if (sendTaken(socket)) {
        offered.reportCloseTo(closeReporter);
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

  /** This worker is full. */
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

  /** Longer than what came with the connection; the system knows it as long as this end is open. */
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

  /**
   * Waits until something else is worth a look, too.
   *
   * @param watched readable when the link is, and at other times
   */
  void awaitReady(SocketChannel channel, long timeoutNanos) throws IOException {
    if (linkEnded) {
      LockSupport.parkNanos(PAUSE_NANOS);
    } else {
      JdkInternals.parkReadable(channel, timeoutNanos);
    }
  }

  /**
   * Not by libc: whoever closes may not be the thread that accepts. The end of a worker that has
   * drained is no news: others may serve its port next.
   */
  private synchronized void sendClose() {
    if (!closeSent && !OpenServers.isClosing()) {
      closeSent = true;
      LinkToPrimary.send(link, CLOSE);
    }
  }

  @Override
  public void suspend(boolean suspended) {
    // the primary keeps them back
  }

  @Override
  public boolean quiesce() {
    return true; // the primary gives a leaving worker nothing more
  }

  @Override
  public void wake() throws IOException {
    sendClose();
    link.shutdownOutput(); // tells the primary, although its twin keeps the socket open
    link.shutdownInput(); // ends a poll of this descriptor, from whatever kind of thread
  }

  @Override
  public void close() throws IOException {
    sendClose();
    link.shutdownOutput(); // again: a thread that was just leaving closes before anybody wakes it
    link.close();
    if (io != null) {
      io.close();
    }
  }
}
