package dev.prefork.internal.nio;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;

/** Makes what is under a {@link ServerSocket} in a worker. */
public final class ServerSockets implements SocketImplFactory {
  private ServerSockets() {}

  /**
   * Lets every {@link ServerSocket} of this JVM listen through the primary. On the way to the
   * application's main method: what is needed for that is loaded with the first of them.
   */
  @SuppressWarnings("deprecation") // there is no other way, and it is not for removal
  public static void share() throws IOException {
    ServerSocket.setSocketFactory(new ServerSockets());
  }

  @Override
  public SocketImpl createSocketImpl() {
    return ClusterSocketImpl.create();
  }
}
