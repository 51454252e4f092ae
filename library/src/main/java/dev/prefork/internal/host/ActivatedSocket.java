package dev.prefork.internal.host;

import java.net.SocketAddress;

/**
 * A listening socket that the service manager has opened and passed on.
 *
 * @param descriptor its number in this process; it stays the service manager's, and open
 * @param name what the manager calls it, empty if nothing
 * @param address where it listens
 */
public record ActivatedSocket(int descriptor, String name, SocketAddress address) {
  @Override
  public String toString() {
    return address + " (descriptor " + descriptor + (name.isEmpty() ? "" : ", " + name) + ")";
  }
}
