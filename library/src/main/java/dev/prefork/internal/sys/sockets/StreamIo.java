package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.nio.ByteBuffer;

/**
 * Looks at the bytes that a stream has received, without taking them from the kernel, and passes
 * them on. Does not block. One instance serves any number of streams. Not thread-safe.
 */
public final class StreamIo {
  /** No bytes have come. */
  public static final int NOTHING = 0;

  /** The other end sends nothing more. */
  public static final int END = -1;

  /** The largest number of bytes of one call. */
  public static final int SIZE = 64 * 1024;

  private static final int MSG_PEEK = 0x2;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SHUT_WR = 1;
  private static final int FIONREAD = 0x541B;

  private final Libc libc = new Libc();
  private final Struct bytes = libc.allocate(SIZE);
  private final Struct discarded = libc.allocate(SIZE);
  private final Struct number = libc.allocate(Integer.BYTES);

  /**
   * Reads the first bytes that are unread, which stay unread.
   *
   * @return how many bytes {@link #peeked} returns, {@link #NOTHING} or {@link #END}
   * @throws ErrnoException if the connection is broken
   */
  public int peek(Fd stream) throws ErrnoException {
    int count = libc.recv(stream.number(), bytes, SIZE, MSG_PEEK | MSG_DONTWAIT);
    if (Errno.EAGAIN.is(count)) {
      return NOTHING;
    }
    ErrnoException.check(count, "recv", stream);
    return count == 0 ? END : count;
  }

  /** Returns the bytes of the last {@link #peek}, from an offset on. */
  public ByteBuffer peeked(int count, int offset) {
    return bytes.buffer().duplicate().clear().limit(count).position(offset);
  }

  /**
   * Sends the first bytes of the last {@link #peek}, and discards them where they came from.
   *
   * @return how many bytes were sent; 0 if the receiver has no room
   * @throws ErrnoException if one of the streams is broken
   */
  public int pass(Fd from, Fd to, int count) throws ErrnoException {
    int sent = libc.send(to.number(), bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (Errno.EAGAIN.is(sent)) {
      return 0;
    }
    ErrnoException.check(sent, "send", to);
    discard(from, sent);
    return sent;
  }

  private void discard(Fd from, int count) throws ErrnoException {
    int left = count;
    while (left > 0) {
      int taken = libc.recv(from.number(), discarded, left, MSG_DONTWAIT);
      ErrnoException.check(taken, "recv", from);
      left -= Math.max(taken, 1); // 0 is impossible while bytes are unread
    }
  }

  /** Ends the direction from this side to the other. */
  public void endOutput(Fd stream) {
    int _ = libc.shutdown(stream.number(), SHUT_WR); // fails if the connection is broken
  }

  /** Returns the number of bytes that are unread. */
  public int unread(Fd stream) throws ErrnoException {
    ErrnoException.check(libc.ioctl(stream.number(), FIONREAD, number), "ioctl(FIONREAD)", stream);
    return number.getInt(0);
  }
}
