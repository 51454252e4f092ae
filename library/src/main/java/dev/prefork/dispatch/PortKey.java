package dev.prefork.dispatch;

import dev.prefork.ipc.Listen;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * What makes two requests mean the same port: what was <em>asked for</em>, as in Node. So a port
 * that the system chose for a request of port 0 is not found under its number.
 *
 * @param nth tells requests of port 0 apart, else 0
 */
record PortKey(InetSocketAddress address, boolean ipv6, int nth) {

  static PortKey of(Listen request) throws UnknownHostException {
    InetSocketAddress address = new InetSocketAddress(host(request), request.port());
    return new PortKey(address, request.ipv6(), request.port() == 0 ? request.nth() : 0);
  }

  private static InetAddress host(Listen request) throws UnknownHostException {
    return request.scope() == 0
        ? InetAddress.getByAddress(request.host())
        : Inet6Address.getByAddress(null, request.host(), request.scope());
  }
}
