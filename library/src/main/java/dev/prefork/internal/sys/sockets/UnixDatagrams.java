package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.Errno;
import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a Unix socket without blocking. The JDK supports only Unix streams. Not
 * thread-safe.
 */
public final class UnixDatagrams implements AutoCloseable {
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_NONBLOCK = 0x800;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  // struct msghdr { void *name; socklen_t namelen; struct iovec *iov; size_t iovlen; ... }
  private static final int MSG_NAMELEN = 8;
  private static final int MSG_IOV = 16;
  private static final int MSG_IOVLEN = 24;
  private static final int MSG_SIZE = 56;

  // struct iovec { void *base; size_t len; }
  private static final int IOV_LEN = 8;
  private static final int IOV_SIZE = 16;

  private final Libc libc = new Libc();
  private final Struct message = libc.allocate(MSG_SIZE);
  private final Struct vector = libc.allocate(IOV_SIZE);
  private final String receiver;
  private final Fd fd;

  private UnixDatagrams(String receiver, byte[] name, Fd fd) {
    this.receiver = receiver;
    this.fd = fd;
    Struct address = libc.allocate(SocketAddresses.UN_SIZE);
    int size = SocketAddresses.encodeUnix(name, address);
    message.putPointer(0, address);
    message.putInt(MSG_NAMELEN, size);
    message.putPointer(MSG_IOV, vector);
    message.putLong(MSG_IOVLEN, 1);
  }

  /**
   * Opens a socket. The receiver need not exist yet.
   *
   * @param receiver a path, or {@code @} and an abstract name
   */
  public static UnixDatagrams to(String receiver) throws ErrnoException {
    byte[] name = receiver.getBytes(StandardCharsets.UTF_8);
    if (name.length >= SocketAddresses.UN_PATH_SIZE) {
      throw new ErrnoException("sendmsg", receiver, Errno.ENAMETOOLONG.number());
    }
    if (receiver.startsWith("@")) {
      name[0] = 0;
    }
    return new UnixDatagrams(receiver, name, open(receiver));
  }

  private static Fd open(String receiver) throws ErrnoException {
    int type = SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int fd = new Libc().socket(SocketAddresses.AF_UNIX, type);
    return new Fd(ErrnoException.check(fd, "socket", receiver));
  }

  /**
   * Sends one datagram.
   *
   * @return false if the receiver's buffer is full
   * @throws ErrnoException if the receiver does not exist
   */
  public boolean send(byte[] datagram) throws ErrnoException {
    Libc scratch = new Libc();
    try {
      vector.putPointer(0, scratch.copy(datagram));
      vector.putLong(IOV_LEN, datagram.length);
      return wasSent(libc.sendmsg(fd.number(), message, MSG_NOSIGNAL));
    } finally {
      Reference.reachabilityFence(scratch); // keeps the copy until it is sent
    }
  }

  private boolean wasSent(int result) throws ErrnoException {
    if (Errno.EAGAIN.is(result)) {
      return false;
    }
    ErrnoException.check(result, "sendmsg", receiver);
    return true;
  }

  @Override
  public void close() {
    if (fd.isOpen()) {
      fd.close();
    }
  }
}
