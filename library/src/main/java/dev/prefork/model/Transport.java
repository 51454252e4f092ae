package dev.prefork.model;

/** What a worker's socket speaks. */
public enum Transport {
  /** Connections over IP: a {@code ServerSocketChannel} at an {@code InetSocketAddress}. */
  TCP,

  /** Datagrams over IP: a {@code DatagramChannel} at an {@code InetSocketAddress}. */
  UDP,

  /**
   * Connections on this machine: a {@code ServerSocketChannel} at a {@code
   * UnixDomainSocketAddress}.
   */
  UNIX
}
