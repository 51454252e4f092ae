package dev.prefork.internal.sys;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Waits for many descriptors at once and calls the handler of each that is ready. Belongs to one
 * thread.
 *
 * <p>A number may be closed by one handler and reused by the next within the same batch of events;
 * each registration therefore has a serial number that travels with its events, and an event of an
 * earlier registration is dropped.
 */
public final class Epoll implements AutoCloseable {
  /** There is something to read, or to accept. */
  public static final int READABLE = 0x001;

  /** There is room to write. */
  public static final int WRITABLE = 0x004;

  /** Tell about news only, not about what was there before ({@code EPOLLET}). */
  public static final int EDGE_TRIGGERED = 1 << 31;

  /** Tell once, and again when the interest was {@linkplain #change changed}. */
  public static final int ONE_SHOT = 1 << 30;

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

  /** What a descriptor's owner does when it is ready. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Called on the waiting thread with the events that are there ({@link #READABLE}, errors and
     * hang-up included).
     */
    void onReady(int events) throws IOException;
  }

  /** Decides what becomes of an exception that a handler threw. */
  @FunctionalInterface
  public interface FaultHandler {
    /** Called on the waiting thread. */
    void onFault(Handler culprit, Exception fault);
  }

  /** Opens one. */
  public Epoll() throws ErrnoException {
    fd = new Fd(ErrnoException.check(libc.epollCreate1(EPOLL_CLOEXEC), "epoll_create1", "itself"));
  }

  /** Begins to watch a descriptor; {@link #remove} it before it is closed. */
  public void add(Fd watched, int interest, Handler handler) throws ErrnoException {
    int number = watched.number();
    makeRoomFor(number);
    serials[number]++;
    control(EPOLL_CTL_ADD, number, interest);
    handlers[number] = handler;
  }

  /** Changes what is waited for. */
  public void change(Fd watched, int interest) throws ErrnoException {
    control(EPOLL_CTL_MOD, watched.number(), interest);
  }

  /** Ends watching; events that were already collected for it are dropped. */
  public void remove(Fd watched) throws ErrnoException {
    int number = watched.number();
    handlers[number] = null;
    control(EPOLL_CTL_DEL, number, 0);
  }

  /**
   * Waits and calls handlers.
   *
   * @param millis how long at most; negative for ever
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
