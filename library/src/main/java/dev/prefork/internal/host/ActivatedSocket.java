package dev.prefork.internal.host;

import java.net.SocketAddress;

/**
 * A listening socket that the service manager opened and passed to this process.
 *
 * @param descriptor the descriptor's number, which stays open
 * @param name the socket's name in the service manager, empty if it has none
 * @param address the address on which it listens
 */
public record ActivatedSocket(int descriptor, String name, SocketAddress address) {
  @Override
  public String toString() {
    return address + " (descriptor " + descriptor + (name.isEmpty() ? "" : ", " + name) + ")";
  }
}
