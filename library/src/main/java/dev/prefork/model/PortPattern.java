package dev.prefork.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Which addresses a rule is for. */
sealed interface PortPattern {
  /** The highest port there is. */
  int HIGHEST = 65_535;

  /** Every address. */
  record Any() implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return true;
    }
  }

  /** A Unix-domain socket. */
  record File(String path) implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return address instanceof UnixDomainSocketAddress unix
          && unix.getPath().toAbsolutePath().toString().equals(path);
    }
  }

  /**
   * Ports.
   *
   * @param host null for whatever address
   */
  record Ports(@Nullable InetAddress host, int first, int last) implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return address instanceof InetSocketAddress inet
          && inet.getPort() >= first
          && inet.getPort() <= last
          && (host == null || isSame(host, inet.getAddress()));
    }

    /** The wildcards of IPv4 and IPv6 are bound to the same socket. */
    private static boolean isSame(InetAddress wanted, @Nullable InetAddress asked) {
      return wanted.equals(asked)
          || (asked != null && wanted.isAnyLocalAddress() && asked.isAnyLocalAddress());
    }
  }

  boolean matches(SocketAddress address);

  /**
   * Reads a pattern.
   *
   * @param rule where it stands, for the message
   */
  static PortPattern parse(String text, String rule) {
    if (text.equals("*")) {
      return new Any();
    }
    if (text.startsWith("/")) {
      return new File(text);
    }
    int colon = text.lastIndexOf(':');
    InetAddress host = colon < 0 ? null : host(text.substring(0, colon), rule);
    String ports = text.substring(colon + 1);
    int dash = ports.indexOf('-');
    int first = port(dash < 0 ? ports : ports.substring(0, dash), rule);
    int last = dash < 0 ? first : port(ports.substring(dash + 1), rule);
    if (last < first) {
      throw wrong(rule, "no port is between " + first + " and " + last);
    }
    return new Ports(host, first, last);
  }

  private static InetAddress host(String text, String rule) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    if (text.contains(":") && !bracketed) {
      throw wrong(rule, "write an IPv6 address in brackets, as in [::1]:8000");
    }
    try {
      return InetAddress.ofLiteral(bracketed ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw wrong(rule, "'" + text + "' is no IP address");
    }
  }

  private static int port(String text, String rule) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 0 && port <= HIGHEST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong(
        rule,
        "'"
            + text
            + "' is no port: give a number from 0 to "
            + HIGHEST
            + ", two of them with '-' between, an absolute path, or *");
  }

  private static IllegalArgumentException wrong(String rule, String reason) {
    return new IllegalArgumentException("'" + rule + "': " + reason);
  }
}
