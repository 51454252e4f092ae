package dev.prefork.it.programs;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The servers of one worker, each by the word that it was asked for with.
 *
 * <pre>
 * 8080         a port                      unix:PATH   a path, deleted before
 * udp:PORT     datagrams                   kept:PATH   a path, not deleted before
 * reuseudp:PORT  with SO_REUSEPORT
 * </pre>
 */
final class Places {
  /** What serves. */
  interface Server {
    /** Where. */
    SocketAddress address() throws IOException;

    /** Ends it. */
    void close() throws IOException;
  }

  private final Map<String, Server> open = new HashMap<>();

  /** Starts a server and says where it listens. */
  String listen(String place) throws IOException {
    Server server = start(place.split(":", 2));
    open.put(place, server);
    return server.address().toString();
  }

  private static Server start(String[] place) throws IOException {
    if (place.length == 1) {
      return PlainServer.start(Integer.parseInt(place[0]));
    }
    return switch (place[0]) {
      case "kept" ->
          PlainServer.start(
              ServerSocketChannel.open(StandardProtocolFamily.UNIX),
              UnixDomainSocketAddress.of(place[1]));
      case "udp" -> DatagramServer.start(Integer.parseInt(place[1]), false);
      case "reuseudp" -> DatagramServer.start(Integer.parseInt(place[1]), true);
      case "unix" -> PlainServer.start(Path.of(place[1]));
      default -> throw new IllegalArgumentException("no such place");
    };
  }

  void close(String place) throws IOException {
    Objects.requireNonNull(open.remove(place), "nothing is there").close();
  }
}
