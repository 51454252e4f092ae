package dev.prefork.model;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt of a worker to bind an address through the primary.
 *
 * @param address the requested address; null if the worker requested a descriptor that the primary
 *     inherited
 * @param transport the transport of the socket
 * @param kind the category of the failure
 * @param reason the operating system's message, such as {@code Address already in use (EADDRINUSE)}
 */
public record BindFailure(
    @Nullable SocketAddress address, Transport transport, Kind kind, String reason) {
  /** The category of a failed bind. */
  public enum Kind {
    /** Another process uses the address, or a file exists at the path of a Unix-domain socket. */
    TAKEN,
    /** The process lacks a privilege or permission, as for a port below 1024. */
    FORBIDDEN,
    /** No interface of this machine has the address. */
    NO_SUCH_ADDRESS,
    /** The path of a Unix-domain socket cannot be created. */
    BAD_PATH,
    /** Any other failure, such as a lack of descriptors. A later attempt may succeed. */
    OTHER;

    /** {@return whether each further attempt fails, too, until an operator removes the cause} */
    public boolean isPermanent() {
      return this != OTHER;
    }
  }
}
