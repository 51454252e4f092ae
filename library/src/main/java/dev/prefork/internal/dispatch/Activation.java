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

/**
 * Finds among the sockets of the service manager the one that a worker asks for, so that nothing
 * has to be bound.
 */
final class Activation {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final ActivatedSockets sockets;
  private final Map<ActivatedSocket, SocketFile> files = new HashMap<>();

  /**
   * A socket of the service manager's.
   *
   * @param file its path, if it has one that can be restored
   */
  record Match(int descriptor, @Nullable SocketFile file) {}

  /** Links the paths now: a program may delete its path before it asks for it. */
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
      // whoever may not make a link there may not delete the path either, as a rule
      LOG.log(Level.DEBUG, "the path of {0} cannot be restored: {1}", socket, e);
    }
  }

  /**
   * The socket that this request is for.
   *
   * @return null if it is none of them
   * @throws Refusal if one has that port, and must not be used
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
