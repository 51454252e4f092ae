package dev.prefork.internal.nio.jdk;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.IntUnaryOperator;
import sun.nio.ch.NioSocketImpl;

/**
 * Holds the locks under which the JDK closes the descriptor of a connection and changes its
 * registrations with selectors.
 */
public final class ConnectionLocks {
  private static final int EPOLLIN = 0x001;
  private static final int EPOLLOUT = 0x004;
  private static final int EPOLLONESHOT = 1 << 30;

  /**
   * Wakes a virtual thread that waits for a descriptor through the JDK's poller. It tries again and
   * registers anew.
   */
  private static final int WAKE_UP = EPOLLIN | EPOLLOUT | EPOLLONESHOT;

  private static final long NO_THREAD = 0;
  private static final long VIRTUAL_THREAD = -1;

  private ConnectionLocks() {}

  /** Uses the descriptor of a connection. */
  @FunctionalInterface
  public interface Task {
    /**
     * Runs while the connection is open.
     *
     * @param reader what the application was doing when the locks were taken
     * @param events returns the events that are registered with an epoll instance; 0 for none
     */
    void run(Reader reader, IntUnaryOperator events) throws IOException;
  }

  /** What the application is doing with a connection. */
  public enum Reader {
    /** No thread reads. */
    NONE,
    /** A thread may be in a read that does not wait. */
    TRYING,
    /** A platform thread may wait inside a read. */
    WAITING
  }

  /**
   * Runs a task while the connection cannot be closed.
   *
   * @param connection a channel or socket of the JDK
   * @return false if the connection is not open, so that the task did not run
   */
  public static boolean whileOpen(Object connection, Task task) throws IOException {
    return switch (connection) {
      case SocketChannel channel -> whileOpen(Channels.MEMBERS, channel, task);
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
    Lock readLock = (Lock) JdkInternals.get(members.readLock, connection);
    boolean unread = readLock.tryLock();
    try {
      synchronized (JdkInternals.get(members.stateLock, connection)) {
        boolean open = (Integer) JdkInternals.get(members.state, connection) == members.open;
        if (open) {
          run(connection, unread ? Reader.NONE : reader(members, connection), task);
        }
        return open;
      }
    } finally {
      if (unread) {
        readLock.unlock();
      }
    }
  }

  private static Reader reader(Members members, Object connection) {
    long thread = (Long) JdkInternals.get(members.reader, connection);
    return thread == NO_THREAD || thread == VIRTUAL_THREAD ? Reader.TRYING : Reader.WAITING;
  }

  private static void run(Object connection, Reader reader, Task task) throws IOException {
    if (connection instanceof SocketChannel channel) {
      List<AbstractSelector> registered =
          OpenSelectors.snapshot().stream().filter(each -> channel.keyFor(each) != null).toList();
      withUpdateLocks(registered, () -> task.run(reader, epoll -> events(channel, epoll)));
    } else {
      task.run(reader, _ -> WAKE_UP);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  /** A selector changes registrations only while it holds its update lock. */
  private static void withUpdateLocks(List<AbstractSelector> selectors, Step step)
      throws IOException {
    if (selectors.isEmpty()) {
      step.run();
      return;
    }
    synchronized (JdkInternals.get(Selectors.UPDATE_LOCK, selectors.getFirst())) {
      withUpdateLocks(selectors.subList(1, selectors.size()), step);
    }
  }

  private static int events(SocketChannel channel, int epoll) {
    for (AbstractSelector selector : OpenSelectors.snapshot()) {
      if ((Integer) JdkInternals.get(Selectors.EPOLL, selector) == epoll) {
        SelectionKey key = channel.keyFor(selector);
        return key == null ? 0 : (Integer) JdkInternals.get(Selectors.REGISTERED, key);
      }
    }
    return WAKE_UP;
  }

  private static boolean whileOpen(AsynchronousSocketChannel channel, Task task)
      throws IOException {
    Lock closing = ((ReadWriteLock) JdkInternals.get(Asynchronous.CLOSE_LOCK, channel)).readLock();
    closing.lock();
    try {
      boolean open = channel.isOpen();
      if (open) {
        runAndRegister(channel, task);
      }
      return open;
    } finally {
      closing.unlock();
    }
  }

  /** A channel group ignores events that it does not wait for, so the channel registers anew. */
  private static void runAndRegister(AsynchronousSocketChannel channel, Task task)
      throws IOException {
    synchronized (JdkInternals.get(Asynchronous.UPDATE_LOCK, channel)) {
      task.run(Reader.TRYING, _ -> 0);
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
