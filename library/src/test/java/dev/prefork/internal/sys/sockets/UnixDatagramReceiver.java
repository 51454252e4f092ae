package dev.prefork.internal.sys.sockets;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.Libc;
import dev.prefork.internal.sys.Struct;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where a service manager would listen. */
public final class UnixDatagramReceiver implements AutoCloseable {
  private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
  private static final int SIZE = 4096;

  private final Libc libc = new Libc();
  private final Struct buffer = libc.allocate(SIZE);
  private final Fd fd;

  /** Binds to a path, or to an abstract name behind {@code @}. */
  public UnixDatagramReceiver(String name) throws IOException {
    byte[] bytes = name.replace('@', '\0').getBytes(StandardCharsets.UTF_8);
    Struct address = libc.allocate(SocketAddresses.UN_SIZE);
    int size = SocketAddresses.encodeUnix(bytes, address);
    fd = new Fd(libc.socket(SocketAddresses.AF_UNIX, SOCK_DGRAM_NONBLOCK));
    ErrnoException.check(libc.bind(fd.number(), address, size), "bind", name);
  }

  /** What has come since it was asked last. */
  public List<String> take() {
    List<String> all = new ArrayList<>();
    for (int size = read(); size >= 0; size = read()) {
      all.add(new String(buffer.getBytes(0, size), StandardCharsets.UTF_8));
    }
    return all;
  }

  private int read() {
    return libc.read(fd.number(), buffer, SIZE);
  }

  @Override
  public void close() {
    fd.close();
  }
}
