package dev.prefork.internal.sys;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many descriptors and calls the handler of each ready one. Not thread-safe.
 *
 * <p>Within one batch of events, a handler can close a descriptor and another handler can open one
 * with the same number. So each registration has a serial number that is part of its events; events
 * with an old serial number are dropped.
 */
public final class Epoll implements AutoCloseable {
  /** The descriptor has data to read or a connection to accept. */
  public static final int READABLE = 0x001;

  /** The descriptor has room for data. */
  public static final int WRITABLE = 0x004;

  /** Reports only changes of readiness ({@code EPOLLET}). */
  public static final int EDGE_TRIGGERED = 1 << 31;

  /** Reports one event, and the next after {@link #change} ({@code EPOLLONESHOT}). */
  public static final int ONE_SHOT = 1 << 30;

  /** The peer has closed its end, or the connection is broken ({@code EPOLLHUP, EPOLLERR}). */
  public static final int HANG_UP = 0x010 | 0x008;

  static final int EPOLL_CLOEXEC = 0x80000;
  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  private static final int EPOLL_CTL_MOD = 3;
  private static final int BATCH = 256;

  // struct epoll_event { uint32_t events; uint64_t data; }, packed on x86-64 only
  static final int DATA = Platform.isX86() ? 4 : 8;
  static final int EVENT_SIZE = DATA + Long.BYTES;

  private final Libc libc = new Libc();
  private final Struct events = libc.allocate(EVENT_SIZE * BATCH);
  private final Struct event = libc.allocate(EVENT_SIZE);
  private final Fd fd;

  private @Nullable Handler[] handlers = new @Nullable Handler[64];
  private int[] serials = new int[64];

  /** Handles the events of a descriptor. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Called on the waiting thread with a mask of events: {@link #READABLE}, {@link #WRITABLE},
     * errors and hang-up.
     */
    void onReady(int events) throws IOException;
  }

  /** Handles exceptions that handlers throw. */
  @FunctionalInterface
  public interface FaultHandler {
    /** Called on the waiting thread. */
    void onFault(Handler culprit, Exception fault);
  }

  /** Opens an epoll instance. */
  public Epoll() throws ErrnoException {
    fd = new Fd(ErrnoException.check(libc.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "itself"));
  }

  /** Registers a descriptor. It must be {@linkplain #remove removed} before it is closed. */
  public void add(Fd watched, int interest, Handler handler) throws ErrnoException {
    int number = watched.number();
    makeRoomFor(number);
    serials[number]++;
    control(EPOLL_CTL_ADD, number, interest);
    handlers[number] = handler;
  }

  /** Changes the events of interest. */
  public void change(Fd watched, int interest) throws ErrnoException {
    control(EPOLL_CTL_MOD, watched.number(), interest);
  }

  /** Unregisters a descriptor. Events that were already collected for it are dropped. */
  public void remove(Fd watched) throws ErrnoException {
    int number = watched.number();
    handlers[number] = null;
    control(EPOLL_CTL_DEL, number, 0);
  }

  /**
   * Waits for events and calls the handlers.
   *
   * @param millis the maximum time to wait in ms; negative to wait without limit
   */
  public void await(int millis, FaultHandler faults) throws ErrnoException {
    int ready = libc.epollWait(fd.number(), events, BATCH, millis);
    if (!Errno.EINTR.is(ready)) {
      ErrnoException.check(ready, "epoll_wait", fd);
    }
    for (int i = 0; i < ready; i++) {
      dispatch(i * EVENT_SIZE, faults);
    }
  }

  private void dispatch(int offset, FaultHandler faults) {
    int number = events.getInt(offset + DATA);
    int serial = events.getInt(offset + DATA + Integer.BYTES);
    Handler handler = handlers[number];
    if (handler == null || serials[number] != serial) {
      return;
    }
    try {
      handler.onReady(events.getInt(offset));
    } catch (IOException | RuntimeException e) {
      faults.onFault(handler, e);
    }
  }

  private void control(int operation, int number, int interest) throws ErrnoException {
    event.putInt(0, interest);
    event.putInt(DATA, number);
    event.putInt(DATA + Integer.BYTES, serials[number]);
    int result = libc.epollCtl(fd.number(), operation, number, event);
    ErrnoException.check(result, "epoll_ctl", "descriptor " + number);
  }

  private void makeRoomFor(int number) {
    if (number >= handlers.length) {
      int size = Integer.highestOneBit(number) * 2;
      handlers = Arrays.copyOf(handlers, size);
      serials = Arrays.copyOf(serials, size);
    }
  }

  @Override
  public void close() {
    if (fd.isOpen()) {
      fd.close();
    }
  }
}
