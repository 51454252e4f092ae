package dev.prefork.internal.nio;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketImpl;
import java.net.SocketImplFactory;

/** Creates the implementations of {@link ServerSocket} in a worker. */
public final class ServerSockets implements SocketImplFactory {
  private ServerSockets() {}

  /**
   * Lets every {@link ServerSocket} of this JVM listen through the primary. The implementation is
   * loaded with the first of them, because the application's start waits for this method.
   */
  @SuppressWarnings("deprecation") // no replacement exists, and it is not for removal
  public static void share() throws IOException {
    ServerSocket.setSocketFactory(new ServerSockets());
  }

  @Override
  public SocketImpl createSocketImpl() {
    return ClusterSocketImpl.create();
  }
}
