package dev.prefork.internal.dispatch;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Checks that a descriptor number is a listening socket that this process inherited. */
final class InheritedDescriptor {
  private static final int O_CLOEXEC = 02000000;

  private InheritedDescriptor() {}

  /**
   * Checks the close-on-exec flag: a descriptor that has it was opened by this process, and a
   * worker must not get it.
   *
   * @throws Refusal if the descriptor is not open, or was opened by this process
   */
  static void check(int number) throws IOException {
    if ((flags(number) & O_CLOEXEC) != 0) {
      throw new Refusal(
          "descriptor " + number + " is the primary's own: it was opened, not inherited");
    }
  }

  private static int flags(int number) throws IOException {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo/" + number))) {
        if (line.startsWith("flags:")) {
          return Integer.parseInt(line.substring("flags:".length()).strip(), 8);
        }
      }
    } catch (NoSuchFileException e) {
      // not open: handled below
    }
    throw new Refusal(
        "descriptor " + number + " is not open in the primary: start it with the socket there");
  }

  static ProtocolFamily family(int number, Fd copy) throws Refusal {
    try {
      SocketKind kind = SocketKind.of(copy);
      if (kind.stream() && kind.listening()) {
        return kind.family();
      }
    } catch (ErrnoException e) {
      // not a socket
    }
    throw new Refusal("descriptor " + number + " of the primary is no listening stream socket");
  }
}
