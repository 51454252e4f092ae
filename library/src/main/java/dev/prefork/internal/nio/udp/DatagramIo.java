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
 * What a {@link ClusterDatagramChannel} receives and sends by: one channel of the JDK's, until this
 * worker takes no more datagrams. Then the first one's descriptor is that of a socket which nothing
 * ever comes to, so a thread that waits in it waits on; and another channel has the shared socket,
 * to send replies by.
 *
 * <p>What a selector watches keeps its socket, because a selector could not let go of it otherwise:
 * it is asked to wait for no datagrams, and none is read.
 */
final class DatagramIo {
  private static final short INCOMING = Net.POLLIN;

  private final DatagramChannel receiver;
  private final ProtocolFamily family;

  /** Shared by who uses a socket, exclusive to who takes it away. No thread waits with it. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile DatagramChannel sender;
  private volatile boolean quiesced;
  private boolean split;

  /** Sends by a channel. */
  interface Sending {
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

  /** Receives without waiting; {@code nothing} if it is quiet. */
  <T extends @Nullable Object> T receive(ClusterDatagramChannel.Action<T> action, T ifQuiesced)
      throws IOException {
    lock.readLock().lock();
    try {
      return quiesced ? ifQuiesced : action.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  int send(Sending action) throws IOException {
    lock.readLock().lock();
    try {
      return action.send(sender);
    } finally {
      lock.readLock().unlock();
    }
  }

  /**
   * Lets no further datagram be received: none is, when this returns.
   *
   * @param watched whether a selector watches the socket. Asked when everybody who begins to can
   *     see that it is quiet
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

  /** The exchange of the receiver's socket is the last thing that can fail. */
  private void swapSockets(int unused, int shared, DatagramChannel newSender) throws IOException {
    SocketAddress local = receiver.getLocalAddress();
    Sockets sockets = new Sockets();
    try (Fd ifQuiesced = sockets.duplicate(unused);
        Fd all = sockets.duplicate(shared)) {
      sockets.setNonBlocking(ifQuiesced); // as the receiver takes its socket to be
      sockets.replace(unused, all);
      JdkInternals.markShared(newSender, local);
      sockets.replace(shared, ifQuiesced);
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

  /** What is ready of what a selector has found ready. On its thread. */
  int readyOps(int ops, SelectionKeyImpl key) {
    if (quiesced && (ops & ~Net.POLLOUT) != 0) {
      JdkInternals.refreshInterest(key); // it has watched for datagrams from before
      return ops & Net.POLLOUT;
    }
    return ops;
  }

  /** What a selector is to wait for, of what it is asked to. */
  int interestOps(int ops) {
    return quiesced ? ops & ~INCOMING : ops;
  }
}
