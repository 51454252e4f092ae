package dev.prefork.it.hostile;

import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A stream to the primary, without anything of the library's that would keep to its rules. */
final class Raw {
  private static final int BUFFER = 64 * 1024;

  /** What the attacker waits for room, before it takes it that nobody reads. */
  private static final long PATIENCE_MILLIS = 3000;

  private final int descriptor;
  private final DescriptorSocket socket = new DescriptorSocket(BUFFER);

  private Raw(int descriptor) {
    this.descriptor = descriptor;
  }

  /** The channel that this worker's runtime has: the stream whose other end is the primary's. */
  static Raw channel() throws IOException {
    List<String> connected =
        Files.readAllLines(Path.of("/proc/net/unix")).stream()
            .map(line -> line.strip().split("\\s+"))
            .filter(fields -> fields[4].equals("0001") && fields[5].equals("03"))
            .map(fields -> "socket:[" + fields[6] + "]")
            .toList();
    try (Stream<Path> own = Files.list(Path.of("/proc/self/fd"))) {
      return own.filter(path -> connected.contains(target(path)))
          .map(path -> new Raw(Integer.parseInt(path.getFileName().toString())))
          .filter(Raw::isPrimarys)
          .findFirst()
          .orElseThrow();
    }
  }

  private static boolean isPrimarys(Raw stream) {
    try {
      int peer = new Sockets().peer(new Fd(stream.descriptor)).pid();
      return Integer.toString(peer).equals(System.getenv("PREFORK_PRIMARY_PID"));
    } catch (IOException e) {
      return false;
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // the one that lists
    }
  }

  /** A new stream to the workers' socket. */
  static Raw connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(System.getenv("PREFORK_RENDEZVOUS")));
    return of(channel);
  }

  static Raw of(Object channel) {
    return new Raw(number(channel));
  }

  static int number(Object channel) {
    try {
      Method method = channel.getClass().getMethod("getFDVal");
      method.setAccessible(true);
      return (int) method.invoke(channel);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  int descriptor() {
    return descriptor;
  }

  /** Writes all, unless nobody reads. */
  boolean write(byte[] bytes) throws IOException {
    return write(bytes, -1);
  }

  /** The same with a descriptor. */
  boolean write(byte[] bytes, int attached) throws IOException {
    int written = 0;
    long start = System.nanoTime();
    while (written < bytes.length) {
      int length = Math.min(bytes.length - written, BUFFER);
      int count =
          attached >= 0 && written == 0
              ? socket.send(descriptor, bytes, written, length, attached)
              : socket.send(descriptor, bytes, written, length);
      if (count == 0 && System.nanoTime() - start > PATIENCE_MILLIS * 1_000_000) {
        return false;
      } else if (count == 0) {
        pause();
      } else {
        start = System.nanoTime();
      }
      written += count;
    }
    return true;
  }

  /** Writes again and again, unless nobody reads. */
  void flood(byte[] bytes, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      if (!write(bytes)) {
        return;
      }
    }
  }

  /** Reads what is there, and forgets it. */
  void read() throws IOException {
    int _ = socket.receive(descriptor, new byte[BUFFER], 0, BUFFER);
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
