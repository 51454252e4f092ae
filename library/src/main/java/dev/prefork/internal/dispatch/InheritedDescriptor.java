package dev.prefork.internal.dispatch;

import dev.prefork.internal.sys.ErrnoException;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.SocketKind;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Whether a number that a worker names is a listening socket that this process was given. */
final class InheritedDescriptor {
  private static final int O_CLOEXEC = 02000000;

  private InheritedDescriptor() {}

  /**
   * Looks at the flags: what would be closed by an exec was not there before one. So a worker
   * cannot have what the primary has opened for itself.
   *
   * @throws Refusal if it is not open, or was opened by this process
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
      // as if it had no flags
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
      // it is no socket
    }
    throw new Refusal("descriptor " + number + " of the primary is no listening stream socket");
  }
}
