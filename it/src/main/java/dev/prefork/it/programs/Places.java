package dev.prefork.it.programs;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
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
 * 8080             a port                     unix:PATH       a path, deleted before
 * v4:8080          IPv4 alone                 kept:PATH       a path, not deleted before
 * v6:8080          the loopback of IPv6       udp:PORT        datagrams
 * reuse:8080       with SO_REUSEPORT          reuseudp:PORT   with SO_REUSEPORT
 * local:8080       the loopback of IPv4
 * exclusive:8080   by Cluster.exclusive()     inherited:3     what the primary was started with
 * socket:8080      a ServerSocket             rmi:8080        a registry of RMI
 * async:8080       an asynchronous channel    datagram:8080   a DatagramSocket
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
      case "v4" -> tcp(ServerSocketChannel.open(StandardProtocolFamily.INET), place[1]);
      case "v6" ->
          PlainServer.start(
              ServerSocketChannel.open(StandardProtocolFamily.INET6),
              new InetSocketAddress(loopback6(), Integer.parseInt(place[1])));
      case "local" ->
          PlainServer.start(
              ServerSocketChannel.open(),
              new InetSocketAddress(
                  InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), Integer.parseInt(place[1])));
      case "reuse" ->
          tcp(
              ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEPORT, true),
              place[1]);
      case "inherited" ->
          PlainServer.start(Cluster.inheritedServerSocket(Integer.parseInt(place[1])));
      case "exclusive" -> tcp(Cluster.exclusive().openServerSocketChannel(), place[1]);
      case "socket" -> SocketServer.start(Integer.parseInt(place[1]));
      case "async" -> AsynchronousServer.start(Integer.parseInt(place[1]));
      case "datagram" -> DatagramSocketServer.start(Integer.parseInt(place[1]));
      case "rmi" -> RegistryServer.start(Integer.parseInt(place[1]));
      case "udp" -> DatagramServer.start(Integer.parseInt(place[1]), false);
      case "reuseudp" -> DatagramServer.start(Integer.parseInt(place[1]), true);
      case "unix" -> PlainServer.start(Path.of(place[1]));
      default -> throw new IllegalArgumentException("no such place");
    };
  }

  private static InetAddress loopback6() throws IOException {
    byte[] host = new byte[16];
    host[15] = 1;
    return InetAddress.getByAddress(host);
  }

  private static Server tcp(ServerSocketChannel server, String port) throws IOException {
    return PlainServer.start(server, new InetSocketAddress(Integer.parseInt(port)));
  }

  void close(String place) throws IOException {
    Objects.requireNonNull(open.remove(place), "nothing is there").close();
  }
}
