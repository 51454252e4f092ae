package dev.prefork.internal.nio.udp;

import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.Net;
import sun.nio.ch.SelectionKeyImpl;

/**
 * Receives and sends for a {@link ClusterDatagramChannel}. Uses one channel of the JDK until this
 * worker gets no more datagrams. Then the receiving channel's descriptor becomes a socket to which
 * no datagrams come, so a waiting thread waits on, and a new channel gets the shared socket, to
 * send replies.
 *
 * <p>If a selector watches the receiving channel, it keeps its socket, because the selector would
 * not notice the change. It then no longer waits for datagrams, and none is read.
 */
final class DatagramIo {
  private static final short INCOMING = Net.POLLIN;

  private final DatagramChannel receiver;
  private final ProtocolFamily family;

  /** Readers use a socket, the writer replaces it. No thread waits for datagrams with this lock. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile DatagramChannel sender;
  private volatile boolean quiesced;
  private boolean split;

  /** Sends a datagram. */
  interface SendAction {
    int send(DatagramChannel sender) throws IOException;
  }

  DatagramIo(DatagramChannel receiver, ProtocolFamily family) {
    this.receiver = receiver;
    this.family = family;
    this.sender = receiver;
  }

  DatagramChannel sender() {
    return sender;
  }

  boolean isQuiesced() {
    return quiesced;
  }

  /** Receives without waiting; returns {@code ifQuiesced} once quiesced. */
  <T extends @Nullable Object> T receive(ClusterDatagramChannel.Action<T> action, T ifQuiesced)
      throws IOException {
    lock.readLock().lock();
    try {
      return quiesced ? ifQuiesced : action.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  int send(SendAction action) throws IOException {
    lock.readLock().lock();
    try {
      return action.send(sender);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Stops receiving: after this method has returned, no datagram is received.
   *
   * @param isWatched whether a selector watches the socket; called after later registrations can
   *     see that the channel is quiesced
   */
  void quiesce(BooleanSupplier isWatched) throws IOException {
    lock.writeLock().lock();
    try {
      quiesced = true;
      if (!split && receiver.isOpen() && !isWatched.getAsBoolean()) {
        sender = splitSender();
        split = true;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private DatagramChannel splitSender() throws IOException {
    DatagramChannel newSender = JdkInternals.openDatagramChannel(family);
    try {
      swapSockets(numberOf(newSender), numberOf(receiver), newSender);
      newSender.configureBlocking(receiver.isBlocking());
      return newSender;
    } catch (IOException | RuntimeException e) {
      newSender.close();
      throw e;
    }
  }

  private static int numberOf(DatagramChannel channel) {
    return JdkInternals.numberOf(JdkInternals.descriptorOf(channel));
  }

  /**
   * Replaces the sockets of both channels, the receiver's last, because the step before can fail.
   */
  private void swapSockets(int unused, int shared, DatagramChannel newSender) throws IOException {
    SocketAddress local = receiver.getLocalAddress();
    Sockets sockets = new Sockets();
    try (Fd unusedSocket = sockets.duplicate(unused);
        Fd sharedSocket = sockets.duplicate(shared)) {
      sockets.setNonBlocking(unusedSocket); // the receiver expects a non-blocking socket
      sockets.replace(unused, sharedSocket);
      JdkInternals.markShared(newSender, local);
      sockets.replace(shared, unusedSocket);
    }
  }

  void configureBlocking(boolean block) throws IOException {
    receiver.configureBlocking(block);
    sender.configureBlocking(block);
  }

  void close() throws IOException {
    try {
      receiver.close();
    } finally {
      sender.close();
    }
  }

  /** Filters the operations that a selector has found ready. Runs on the selector's thread. */
  int readyOps(int ops, SelectionKeyImpl key) {
    if (quiesced && (ops & ~Net.POLLOUT) != 0) {
      JdkInternals.refreshInterest(key); // the selector still waits for datagrams
      return ops & Net.POLLOUT;
    }
    return ops;
  }

  /** Filters the operations for which a selector waits. */
  int interestOps(int ops) {
    return quiesced ? ops & ~INCOMING : ops;
  }
}
