package dev.prefork.internal.dispatch;

import dev.prefork.internal.host.ActivatedSocket;
import dev.prefork.internal.host.ActivatedSockets;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the service manager's socket for a worker's request, if there is one. */
final class Activation {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final ActivatedSockets sockets;
  private final Map<ActivatedSocket, SocketFile> files = new HashMap<>();

  /**
   * The service manager's socket for a request.
   *
   * @param file the socket's path; null if the socket has none, or none that can be restored
   */
  record Match(int descriptor, @Nullable SocketFile file) {}

  /** Links the sockets' paths now, because a program may delete its path before it binds. */
  Activation(ActivatedSockets sockets) {
    this.sockets = sockets;
    for (ActivatedSocket socket : sockets.all()) {
      if (socket.address() instanceof UnixDomainSocketAddress unix) {
        linkPath(socket, unix);
      }
    }
  }

  private void linkPath(ActivatedSocket socket, UnixDomainSocketAddress at) {
    try {
      files.put(socket, SocketFile.ofServiceManager(at.getPath()));
    } catch (IOException e) {
      // a program that cannot create a link there usually cannot delete the path either
      LOG.log(Level.DEBUG, "cannot link the path of {0}, so it cannot be restored: {1}", socket, e);
    }
  }

  /**
   * Finds the socket for a request.
   *
   * @return null if the service manager has none for the address
   * @throws Refusal if it has one that Prefork cannot use
   */
  @Nullable Match find(Listen request) throws IOException {
    Target target = request.target();
    SocketAddress requested = target instanceof Target.Udp ? null : target.address();
    if (requested == null || sockets.all().isEmpty()) {
      return null;
    }
    return switch (sockets.find(requested)) {
      case ActivatedSockets.Found(ActivatedSocket socket) -> {
        sockets.markUsed(socket);
        LOG.log(Level.INFO, "workers listen on " + socket + " of the service manager");
        yield new Match(socket.descriptor(), files.get(socket));
      }
      case ActivatedSockets.Unfit(String reason) -> throw new Refusal(reason);
      case ActivatedSockets.Missing() -> null;
    };
  }
}
