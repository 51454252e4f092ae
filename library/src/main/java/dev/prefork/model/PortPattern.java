package dev.prefork.model;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Matches the addresses to which a port rule applies. */
sealed interface PortPattern {
  int HIGHEST = 65_535;

  /** Matches every address. */
  record Any() implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return true;
    }
  }

  /** Matches the path of one Unix-domain socket. */
  record File(String path) implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return address instanceof UnixDomainSocketAddress unix
          && unix.getPath().toAbsolutePath().toString().equals(path);
    }
  }

  /**
   * Matches a range of ports.
   *
   * @param host the address that must match as well, or null for any address
   */
  record Ports(@Nullable InetAddress host, int first, int last) implements PortPattern {
    @Override
    public boolean matches(SocketAddress address) {
      return address instanceof InetSocketAddress inet
          && inet.getPort() >= first
          && inet.getPort() <= last
          && (host == null || isSame(host, inet.getAddress()));
    }

    /** The wildcard addresses of IPv4 and IPv6 denote the same socket. */
    private static boolean isSame(InetAddress wanted, @Nullable InetAddress asked) {
      return wanted.equals(asked)
          || (asked != null && wanted.isAnyLocalAddress() && asked.isAnyLocalAddress());
    }
  }

  boolean matches(SocketAddress address);

  /**
   * Parses a pattern.
   *
   * @param text the pattern
   * @param rule the rule that contains the pattern, for error messages
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
      throw PortRules.invalid(
          rule, "the range " + ports + " is empty; write " + last + "-" + first);
    }
    return new Ports(host, first, last);
  }

  private static InetAddress host(String text, String rule) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    if (text.contains(":") && !bracketed) {
      throw PortRules.invalid(rule, "an IPv6 address needs brackets, as in [::1]:8000");
    }
    try {
      return InetAddress.ofLiteral(bracketed ? text.substring(1, text.length() - 1) : text);
    } catch (IllegalArgumentException e) {
      throw PortRules.invalid(
          rule, "invalid IP address '" + text + "', expected for example 127.0.0.1 or [::1]");
    }
  }

  private static int port(String text, String rule) {
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 0 && port <= HIGHEST) {
        return port;
      }
    } catch (NumberFormatException e) {
      // reported below
    }
    throw PortRules.invalid(
        rule,
        "invalid port '"
            + text
            + "', expected a number from 0 to "
            + HIGHEST
            + ", a range such as 9000-9009, an absolute path, or *");
  }
}
