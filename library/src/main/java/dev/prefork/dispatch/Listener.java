package dev.prefork.dispatch;

import dev.prefork.ipc.Bound;
import dev.prefork.sys.Fd;
import dev.prefork.sys.Sockets;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A listening socket, and what both kinds of port do with it. Owns the descriptor. */
final class Listener implements AutoCloseable {
  /** Node's; the JDK's 50 is for one process. */
  private static final int DEFAULT_BACKLOG = 511;

  private final Sockets sockets;
  private final Fd fd;
  private final InetSocketAddress address;
  private int backlog;

  Listener(PortKey key, Sockets.ListenOptions options, int asked, Sockets sockets)
      throws IOException {
    this.sockets = sockets;
    this.backlog = effective(asked);
    this.fd = sockets.listen(key.address(), options, backlog);
    this.address = sockets.localAddress(fd);
  }

  Fd fd() {
    return fd;
  }

  InetSocketAddress address() {
    return address;
  }

  void askBacklog(int asked) throws IOException {
    if (effective(asked) > backlog) {
      backlog = effective(asked);
      sockets.setBacklog(fd, backlog);
    }
  }

  byte[] bound(boolean shared) {
    InetAddress host = address.getAddress();
    int scope = host instanceof Inet6Address six ? six.getScopeId() : 0;
    return new Bound(shared, host.getAddress(), scope, address.getPort()).encode();
  }

  private static int effective(int asked) {
    return asked < 1 ? DEFAULT_BACKLOG : asked;
  }

  @Override
  public void close() {
    fd.close();
  }
}
