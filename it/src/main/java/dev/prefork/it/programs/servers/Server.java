package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.SocketAddress;

/** An open server socket and the threads that serve it. */
interface Server {
  SocketAddress address() throws IOException;

  void close() throws IOException;
}
