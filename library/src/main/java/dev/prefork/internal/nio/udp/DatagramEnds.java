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
final class DatagramEnds {
  private static final short INCOMING = Net.POLLIN;

  private final DatagramChannel receiver;
  private final ProtocolFamily family;

  /** Shared by who uses a socket, exclusive to who takes it away. No thread waits with it. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private volatile DatagramChannel sender;
  private volatile boolean quiet;
  private boolean parted;

  /** Sends by a channel. */
  interface Sending {
    int by(DatagramChannel sender) throws IOException;
  }

  DatagramEnds(DatagramChannel receiver, ProtocolFamily family) {
    this.receiver = receiver;
    this.family = family;
    this.sender = receiver;
  }

  DatagramChannel sender() {
    return sender;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Receives without waiting; {@code nothing} if it is quiet. */
  <T extends @Nullable Object> T receive(ClusterDatagramChannel.Action<T> action, T nothing)
      throws IOException {
    lock.readLock().lock();
    try {
      return quiet ? nothing : action.run();
    } finally {
      lock.readLock().unlock();
    }
  }

  int send(Sending action) throws IOException {
    lock.readLock().lock();
    try {
      return action.by(sender);
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
  void quiesce(BooleanSupplier watched) throws IOException {
    lock.writeLock().lock();
    try {
      quiet = true;
      if (!parted && receiver.isOpen() && !watched.getAsBoolean()) {
        sender = part();
        parted = true;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private DatagramChannel part() throws IOException {
    DatagramChannel fresh = JdkInternals.openDatagramChannel(family);
    try {
      exchange(numberOf(fresh), numberOf(receiver), fresh);
      fresh.configureBlocking(receiver.isBlocking());
      return fresh;
    } catch (IOException | RuntimeException e) {
      fresh.close();
      throw e;
    }
  }

  private static int numberOf(DatagramChannel channel) {
    return JdkInternals.numberOf(JdkInternals.descriptorOf(channel));
  }

  /** The exchange of the receiver's socket is the last thing that can fail. */
  private void exchange(int unused, int shared, DatagramChannel fresh) throws IOException {
    SocketAddress local = receiver.getLocalAddress();
    Sockets sockets = new Sockets();
    try (Fd nothing = sockets.duplicate(unused);
        Fd all = sockets.duplicate(shared)) {
      sockets.setNonBlocking(nothing); // as the receiver takes its socket to be
      sockets.replace(unused, all);
      JdkInternals.becomeShared(fresh, local);
      sockets.replace(shared, nothing);
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
  int ready(int ops, SelectionKeyImpl key) {
    if (quiet && (ops & ~Net.POLLOUT) != 0) {
      JdkInternals.reconsider(key); // it has watched for datagrams from before
      return ops & Net.POLLOUT;
    }
    return ops;
  }

  /** What a selector is to wait for, of what it is asked to. */
  int interest(int ops) {
    return quiet ? ops & ~INCOMING : ops;
  }
}
