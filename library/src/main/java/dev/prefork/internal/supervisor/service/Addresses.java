package dev.prefork.internal.supervisor.service;

import dev.prefork.Listening;
import dev.prefork.model.Transport;
import java.net.InetSocketAddress;

/** Formats the addresses on which workers listen. */
public final class Addresses {
  private Addresses() {}

  /** Returns {@code port 8000}, {@code 127.0.0.1 port 8000}, {@code UDP port 53}, or a path. */
  public static String text(Listening event) {
    String port = (event.transport() == Transport.UDP ? "UDP port " : "port ") + event.port();
    if (!(event.address() instanceof InetSocketAddress address)) {
      return event.address().toString();
    }
    return address.getAddress().isAnyLocalAddress()
        ? port
        : address.getAddress().getHostAddress() + " " + port;
  }
}
