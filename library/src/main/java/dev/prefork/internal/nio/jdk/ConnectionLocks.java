package dev.prefork.internal.nio.jdk;

import dev.prefork.internal.sys.Epoll;
import dev.prefork.internal.sys.Registrations;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import sun.nio.ch.NioSocketImpl;

/**
 * Holds the locks under which the JDK closes the descriptor of a connection and changes its
 * registrations with selectors.
 */
public final class ConnectionLocks {
  /**
   * Wakes a virtual thread that waits for a descriptor through the JDK's poller. It tries again and
   * registers anew.
   */
  private static final Registrations WAKE_UP =
      Registrations.ofEvents(Epoll.READABLE | Epoll.WRITABLE | Epoll.ONE_SHOT);

  private static final Registrations NONE = Registrations.ofEvents(0);

  private ConnectionLocks() {}

  /** Uses the descriptor of a connection. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs while the connection is open.
     *
     * @param read the read that may have begun before; as long as it lasts, the descriptor's socket
     *     may be read although another has replaced it
     * @param registrations of the descriptor
     */
    void run(EarlierRead read, Registrations registrations) throws IOException;
  }

  /**
   * Runs a task while the connection cannot be closed.
   *
   * @param connection a channel or socket of the JDK
   * @return false if the connection is not open, so that the task did not run
   */
  public static boolean whileOpen(Object connection, Task task) throws IOException {
    return switch (connection) {
      case SocketChannel channel -> {
        synchronized (channel.blockingLock()) { // the JDK takes it first, too, to register a key
          yield whileOpen(Channels.MEMBERS, channel, task);
        }
      }
      case NioSocketImpl socket -> whileOpen(Sockets.MEMBERS, socket, task);
      case AsynchronousSocketChannel channel -> whileOpen(channel, task);
      default -> false;
    };
  }

  /** The fields that channels and sockets have in common. */
  private record Members(Field readLock, Field stateLock, Field state, Field reader, int open) {
    static Members of(String type, int open) {
      return new Members(
          JdkInternals.field(type, "readLock"),
          JdkInternals.field(type, "stateLock"),
          JdkInternals.field(type, "state"),
          JdkInternals.field(type, "readerThread"),
          open);
    }
  }

  /** Does not wait for the lock of readers: a thread that waits for bytes holds it. */
  private static boolean whileOpen(Members members, Object connection, Task task)
      throws IOException {
    ReentrantLock readLock = (ReentrantLock) JdkInternals.get(members.readLock, connection);
    boolean unread = readLock.tryLock();
    try {
      Object stateLock = JdkInternals.get(members.stateLock, connection);
      synchronized (stateLock) {
        boolean open = (Integer) JdkInternals.get(members.state, connection) == members.open;
        if (open && unread) {
          run(connection, EarlierRead.NONE, task);
        } else if (open) {
          runBeside(LockedRead.of(readLock, stateLock, members.reader, connection), task);
        }
        return open;
      }
    } finally {
      if (unread) {
        readLock.unlock();
      }
    }
  }

  /** A thread that polls the socket that was replaced has to poll the new one. */
  private static void runBeside(LockedRead read, Task task) throws IOException {
    run(read.connection(), read, task);
    read.interrupt();
  }

  private static void run(Object connection, EarlierRead read, Task task) throws IOException {
    if (connection instanceof SocketChannel channel) {
      Keys keys = Keys.of(channel);
      withUpdateLocks(List.copyOf(keys.byEpoll.values()), () -> task.run(read, keys));
    } else {
      task.run(read, WAKE_UP);
    }
  }

  /** The keys of a channel with the selectors of this process. */
  private record Keys(Map<Integer, SelectionKey> byEpoll) implements Registrations {
    /** The lock of the caller excludes new keys, so that each key that exists is found. */
    static Keys of(SocketChannel channel) {
      Map<Integer, SelectionKey> keys = new HashMap<>();
      for (AbstractSelector selector : OpenSelectors.snapshot()) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
          keys.put((Integer) JdkInternals.get(Selectors.EPOLL, selector), key);
        }
      }
      return new Keys(keys);
    }

    @Override
    public Set<Integer> instances() {
      return byEpoll.keySet();
    }

    @Override
    public int events(int instance) {
      SelectionKey key = byEpoll.get(instance);
      return key == null
          ? WAKE_UP.events(instance) // it is no selector's
          : (Integer) JdkInternals.get(Selectors.REGISTERED, key);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /**
   * A selector changes registrations only while it holds its update lock, or when it deregisters a
   * key. The step must not take a lock of the channel: the JDK takes those before this one.
   */
  private static void withUpdateLocks(List<SelectionKey> keys, Step step) throws IOException {
    if (keys.isEmpty()) {
      step.run();
      return;
    }
    synchronized (JdkInternals.get(Selectors.UPDATE_LOCK, keys.getFirst().selector())) {
      withUpdateLocks(keys.subList(1, keys.size()), step);
    }
  }

  /** Threads that read or write share the lock, and the one that closes has it alone. */
  private static boolean whileOpen(AsynchronousSocketChannel channel, Task task)
      throws IOException {
    ReadWriteLock lock = (ReadWriteLock) JdkInternals.get(Asynchronous.CLOSE_LOCK, channel);
    boolean unused = lock.writeLock().tryLock();
    Lock held = unused ? lock.writeLock() : lock.readLock();
    if (!unused) {
      held.lock();
    }
    try {
      boolean open = channel.isOpen();
      if (open) {
        runAndRegister(channel, unused ? EarlierRead.NONE : () -> isUnused(lock), task);
      }
      return open;
    } finally {
      held.unlock();
    }
  }

  private static boolean isUnused(ReadWriteLock lock) {
    boolean unused = lock.writeLock().tryLock();
    if (unused) {
      lock.writeLock().unlock();
    }
    return unused;
  }

  /** A channel group ignores events that it does not wait for, so the channel registers anew. */
  private static void runAndRegister(AsynchronousSocketChannel channel, EarlierRead read, Task task)
      throws IOException {
    synchronized (JdkInternals.get(Asynchronous.UPDATE_LOCK, channel)) {
      task.run(read, NONE);
      JdkInternals.invoke(Asynchronous.UPDATE_EVENTS, channel);
    }
  }

  private static final class Channels {
    /** Open means {@code ST_CONNECTED}. */
    static final Members MEMBERS = Members.of("sun.nio.ch.SocketChannelImpl", 2);
  }

  private static final class Sockets {
    /** Open means {@code ST_CONNECTED}. */
    static final Members MEMBERS = Members.of("sun.nio.ch.NioSocketImpl", 3);
  }

  private static final class Asynchronous {
    private static final String UNIX = "sun.nio.ch.UnixAsynchronousSocketChannelImpl";
    static final Field CLOSE_LOCK =
        JdkInternals.field("sun.nio.ch.AsynchronousSocketChannelImpl", "closeLock");
    static final Field UPDATE_LOCK = JdkInternals.field(UNIX, "updateLock");
    static final Method UPDATE_EVENTS = JdkInternals.method(UNIX, "updateEvents");
  }

  private static final class Selectors {
    private static final String NAME = "sun.nio.ch.EPollSelectorImpl";
    static final Field EPOLL = JdkInternals.field(NAME, "epfd");
    static final Field UPDATE_LOCK = JdkInternals.field(NAME, "updateLock");
    static final Field REGISTERED =
        JdkInternals.field("sun.nio.ch.SelectionKeyImpl", "registeredEvents");
  }
}
