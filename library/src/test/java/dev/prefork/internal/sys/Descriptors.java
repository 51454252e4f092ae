package dev.prefork.internal.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Which descriptors this process has: for leak tests. */
public final class Descriptors {
  private static final Path OWN = Path.of("/proc/self/fd");

  static {
    warmUp();
  }

  private Descriptors() {}

  /** The JDK makes some for itself when a socket is closed for the first time, and keeps them. */
  private static void warmUp() {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var client = new Socket(server.getInetAddress(), server.getLocalPort());
        var accepted = server.accept()) {
      accepted.getOutputStream().write(0);
      client.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many sockets, eventfds and epolls are open. Files and pipes are not ours. */
  public static long count() {
    while (!SlowClosing.isIdle()) {
      Thread.onSpinWait();
    }
    try (Stream<Path> all = Files.list(OWN)) {
      return all.map(Descriptors::link)
          .filter(link -> link.startsWith("socket:") || link.startsWith("anon_inode:"))
          .count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a descriptor refers to: two of one socket have the same, and of two sockets never. */
  public static String identity(Fd fd) {
    return link(OWN.resolve(Integer.toString(fd.number())));
  }

  /** True if the process has this number. */
  public static boolean isOpen(int number) {
    return !link(OWN.resolve(Integer.toString(number))).isEmpty();
  }

  private static String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
