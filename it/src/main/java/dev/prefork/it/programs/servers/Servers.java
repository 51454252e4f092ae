package dev.prefork.it.programs.servers;

import dev.prefork.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The open servers of one worker. An endpoint names each of them:
 *
 * <pre>
 * 8080             a server channel                unix:PATH       a path, deleted before the bind
 * v4:8080          for IPv4 only                   kept:PATH       a path, not deleted
 * v6:8080          at the loopback of IPv6         udp:8080        a datagram channel
 * local:8080       at the loopback of IPv4         reuseudp:8080   the same with SO_REUSEPORT
 * reuse:8080       with SO_REUSEPORT               datagram:8080   a DatagramSocket
 * exclusive:8080   from Cluster.exclusive()        rmi:8080        an RMI registry
 * socket:8080      a ServerSocket                  http:8080       the JDK's HTTP server
 * async:8080       an asynchronous channel         daemon:8080     accepts once, on a daemon thread
 * inherited:3      a descriptor that the primary inherited
 * </pre>
 */
public final class Servers {
  private static final String LOOPBACK_4 = "127.0.0.1";
  private static final String LOOPBACK_6 = "::1";

  private final Map<String, Server> open = new HashMap<>();

  /**
   * Starts a server.
   *
   * @param endpoint where to listen
   * @return the server's address
   */
  public String listen(String endpoint) throws IOException {
    Server server = start(endpoint.split(":", 2));
    open.put(endpoint, server);
    return server.address().toString();
  }

  private static Server start(String[] endpoint) throws IOException {
    if (endpoint.length == 1) {
      return ChannelServer.start(Integer.parseInt(endpoint[0]));
    }
    return switch (endpoint[0]) {
      case "unix" -> ChannelServer.start(Path.of(endpoint[1]));
      case "kept" ->
          ChannelServer.start(
              channel(StandardProtocolFamily.UNIX), UnixDomainSocketAddress.of(endpoint[1]));
      default -> start(endpoint[0], Integer.parseInt(endpoint[1]));
    };
  }

  private static Server start(String kind, int port) throws IOException {
    return switch (kind) {
      case "v4" -> ChannelServer.start(channel(StandardProtocolFamily.INET), any(port));
      case "v6" -> ChannelServer.start(channel(StandardProtocolFamily.INET6), at(LOOPBACK_6, port));
      case "local" -> ChannelServer.start(ServerSocketChannel.open(), at(LOOPBACK_4, port));
      case "reuse" -> ChannelServer.start(withReusePort(), any(port));
      case "exclusive" ->
          ChannelServer.start(Cluster.exclusive().openServerSocketChannel(), any(port));
      case "inherited" -> ChannelServer.start(Cluster.inheritedServerSocket(port));
      case "socket" -> SocketServer.start(port);
      case "async" -> AsynchronousServer.start(port);
      case "datagram" -> DatagramSocketServer.start(port);
      case "rmi" -> RmiRegistryServer.start(port);
      case "udp" -> DatagramChannelServer.start(port, false);
      case "reuseudp" -> DatagramChannelServer.start(port, true);
      case "http" -> JdkHttpServer.start(port);
      case "daemon" -> DaemonServer.start(port);
      default -> throw new IllegalArgumentException("no such endpoint: " + kind);
    };
  }

  private static ServerSocketChannel channel(ProtocolFamily family) throws IOException {
    return ServerSocketChannel.open(family);
  }

  private static ServerSocketChannel withReusePort() throws IOException {
    return ServerSocketChannel.open().setOption(StandardSocketOptions.SO_REUSEPORT, true);
  }

  private static InetSocketAddress any(int port) {
    return new InetSocketAddress(port);
  }

  private static InetSocketAddress at(String host, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /** Closes the server that was started at an endpoint. */
  public void close(String endpoint) throws IOException {
    Objects.requireNonNull(open.remove(endpoint), "no server at " + endpoint).close();
  }
}
