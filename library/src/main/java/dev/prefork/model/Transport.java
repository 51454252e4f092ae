package dev.prefork.model;

/** The transport of a worker's socket. Node's {@code addressType}. */
public enum Transport {
  /** Connections over IP: a server socket that is bound to an {@code InetSocketAddress}. */
  TCP,

  /** Datagrams over IP: a datagram socket that is bound to an {@code InetSocketAddress}. */
  UDP,

  /**
   * Connections on this machine: a server socket that is bound to a {@code
   * UnixDomainSocketAddress}.
   */
  UNIX
}
