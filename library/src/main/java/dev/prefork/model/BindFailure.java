package dev.prefork.model;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * An address that a worker asked for and did not get.
 *
 * @param address which, null if it was a descriptor of the primary's
 * @param transport of the socket
 * @param kind what kind of reason it was
 * @param reason the system's words for it, such as {@code Address already in use (EADDRINUSE)}
 */
public record BindFailure(
    @Nullable SocketAddress address, Transport transport, Kind kind, String reason) {
  /** What another attempt could not mend, and what it could. */
  public enum Kind {
    /** Another process has it, or a file is where a Unix socket is to be. */
    TAKEN,
    /** It needs a privilege or a permission. */
    FORBIDDEN,
    /** This machine has no such address. */
    NO_SUCH_ADDRESS,
    /** The path of a Unix socket cannot be made. */
    BAD_PATH,
    /** Anything else, such as a lack of descriptors. */
    OTHER;

    /** {@return whether it will be the same at the next attempt, unless somebody acts} */
    public boolean isPermanent() {
      return this != OTHER;
    }
  }
}
