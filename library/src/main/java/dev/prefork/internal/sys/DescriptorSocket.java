package dev.prefork.internal.sys;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives bytes and descriptors over Unix streams without blocking. One instance serves
 * any number of sockets. Not thread-safe.
 *
 * <p>The kernel ends a receive after the bytes of a send with descriptors. So one receive returns
 * the descriptors of at most one send, whose bytes are the last of those received.
 */
public final class DescriptorSocket implements AutoCloseable {
  /** The call would block: nothing to {@link #receive}, or no room to {@link #send}. */
  public static final int NOT_NOW = 0;

  /** The other end is closed. */
  public static final int END = -1;

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;

  // struct msghdr { void *name; socklen_t namelen; struct iovec *iov; size_t iovlen;
  //                 void *control; size_t controllen; int flags; }
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_CONTROL = 32;
  private static final int MSG_CONTROLLEN = 40;
  private static final int MSG_FLAGS = 48;
  private static final int MSG_SIZE = 56;

  // struct iovec { void *base; size_t len; }
  private static final int IOV_LEN = 8;
  private static final int IOV_SIZE = 16;

  // struct cmsghdr { size_t len; int level; int type; unsigned char data[]; }
  private static final int CMSG_LEVEL = 8;
  private static final int CMSG_TYPE = 12;
  private static final int CMSG_DATA = 16;

  /**
   * Prefork sends fewer descriptors per message. The surplus room makes additional descriptors of a
   * hostile peer visible, so that they can be closed.
   */
  private static final int MAX_DESCRIPTORS = 8;

  private static final int CONTROL_SIZE = CMSG_DATA + MAX_DESCRIPTORS * Integer.BYTES;

  private final Libc libc = new Libc();
  private final Struct message = libc.allocate(MSG_SIZE);
  private final Struct control = libc.allocate(CONTROL_SIZE);
  private final Struct bytes;
  private final Struct vector = libc.allocate(IOV_SIZE);
  private final int capacity;
  private final IntFunction<Fd> owner;

  private List<Fd> received = List.of();
  private boolean lost;

  /**
   * Creates an instance for trusted peers, whose descriptors are closed immediately.
   *
   * @param capacity the maximum number of bytes per call
   */
  public DescriptorSocket(int capacity) {
    this(capacity, Fd::new);
  }

  /** Creates an instance for peers whose descriptors can block on close; see {@link Fd#close}. */
  public static DescriptorSocket untrusted(int capacity) {
    return new DescriptorSocket(capacity, Fd::untrusted);
  }

  private DescriptorSocket(int capacity, IntFunction<Fd> owner) {
    this.capacity = capacity;
    this.owner = owner;
    this.bytes = libc.allocate(capacity);
    vector.putPointer(0, bytes);
    message.putPointer(MSG_IOV, vector);
    message.putLong(MSG_IOVLEN, 1);
  }

  /** Returns the buffer that {@link #send(int, Fd)} sends from, empty. */
  public ByteBuffer buffer() {
    return bytes.buffer().clear();
  }

  /**
   * Sends the contents of the {@link #buffer} up to its position.
   *
   * @param attached the descriptor to send with the first byte, or null; the caller still owns it
   * @return the number of bytes sent, the descriptor with them; {@link #NOT_NOW} if there is no
   *     room
   */
  public int send(int socket, @Nullable Fd attached) throws ErrnoException {
    if (attached == null) {
      attachNothing();
    } else {
      attach(attached.number());
    }
    return transmit(socket, bytes.buffer().position());
  }

  /**
   * Sends bytes without a descriptor.
   *
   * @return the number of bytes sent; {@link #NOT_NOW} if there is no room
   */
  public int send(int socket, byte[] source, int offset, int length) throws ErrnoException {
    attachNothing();
    return transmit(socket, source, offset, length);
  }

  private void attachNothing() {
    message.putLong(MSG_CONTROLLEN, 0);
    message.putLong(MSG_CONTROL, 0);
  }

  /**
   * Sends bytes with a descriptor. The receiver gets a duplicate with the first byte; the caller
   * still owns the descriptor.
   *
   * @return the number of bytes sent, the descriptor with them; {@link #NOT_NOW} if there is no
   *     room
   */
  public int send(int socket, byte[] source, int offset, int length, int attached)
      throws ErrnoException {
    attach(attached);
    return transmit(socket, source, offset, length);
  }

  private void attach(int attached) {
    message.putPointer(MSG_CONTROL, control);
    message.putLong(MSG_CONTROLLEN, CMSG_DATA + Long.BYTES);
    control.putLong(0, CMSG_DATA + Integer.BYTES);
    control.putInt(CMSG_LEVEL, SOL_SOCKET);
    control.putInt(CMSG_TYPE, SCM_RIGHTS);
    control.putInt(CMSG_DATA, attached);
  }

  private int transmit(int socket, byte[] source, int offset, int length) throws ErrnoException {
    int size = Math.min(length, capacity);
    buffer().put(source, offset, size);
    return transmit(socket, size);
  }

  private int transmit(int socket, int size) throws ErrnoException {
    vector.putLong(IOV_LEN, size);
    int sent = libc.sendmsg(socket, message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return Errno.EAGAIN.is(sent)
        ? NOT_NOW
        : ErrnoException.check(sent, "sendmsg", "descriptor " + socket);
  }

  /**
   * Receives the bytes that are available. {@link #takeDescriptors} returns their descriptors.
   *
   * @return the number of bytes, {@link #NOT_NOW} or {@link #END}
   */
  public int receive(int socket, byte[] target, int offset, int length) throws ErrnoException {
    return receive(socket, ByteBuffer.wrap(target, offset, length));
  }

  /**
   * Receives the bytes that are available into a buffer; see {@link #receive(int, byte[], int,
   * int)}.
   */
  public int receive(int socket, ByteBuffer target) throws ErrnoException {
    discardUntaken();
    message.putPointer(MSG_CONTROL, control);
    message.putLong(MSG_CONTROLLEN, CONTROL_SIZE);
    vector.putLong(IOV_LEN, Math.min(target.remaining(), capacity));
    int count = libc.recvmsg(socket, message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    if (Errno.EAGAIN.is(count)) {
      return NOT_NOW;
    }
    if (count == 0 || Errno.ECONNRESET.is(count)) {
      return END;
    }
    ErrnoException.check(count, "recvmsg", "descriptor " + socket);
    target.put(bytes.buffer().clear().limit(count));
    collectDescriptors();
    return count;
  }

  /** Transfers the descriptors of the last {@link #receive} to the caller; then empty. */
  public List<Fd> takeDescriptors() {
    List<Fd> taken = received;
    received = List.of();
    return taken;
  }

  /**
   * Returns true if the last {@link #receive} lost a descriptor because this process has too many
   * open files.
   */
  public boolean lostDescriptors() {
    return lost;
  }

  private void collectDescriptors() {
    lost = (message.getInt(MSG_FLAGS) & MSG_CTRUNC) != 0;
    if (message.getLong(MSG_CONTROLLEN) < CMSG_DATA + Integer.BYTES) {
      return;
    }
    if (control.getInt(CMSG_LEVEL) != SOL_SOCKET || control.getInt(CMSG_TYPE) != SCM_RIGHTS) {
      return;
    }
    int count = ((int) control.getLong(0) - CMSG_DATA) / Integer.BYTES;
    received = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      received.add(owner.apply(control.getInt(CMSG_DATA + i * Integer.BYTES)));
    }
  }

  private void discardUntaken() {
    for (Fd fd : takeDescriptors()) {
      fd.close();
    }
    lost = false;
  }

  @Override
  public void close() {
    discardUntaken();
  }
}
