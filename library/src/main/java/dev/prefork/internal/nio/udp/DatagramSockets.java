package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.DatagramSocketImplFactory;

/** Creates the implementations of {@link DatagramSocket} in a worker. */
public final class DatagramSockets implements DatagramSocketImplFactory {
  private DatagramSockets() {}

  /**
   * Lets {@link DatagramSocket}s of this JVM share the port to which they are bound, unless it is
   * 0. The implementation is loaded with the first of them, because the application's start waits
   * for this method.
   */
  @SuppressWarnings("deprecation") // no replacement exists, and it is not for removal
  public static void share() throws IOException {
    DatagramSocket.setDatagramSocketImplFactory(new DatagramSockets());
  }

  @Override
  public DatagramSocketImpl createDatagramSocketImpl() {
    return ClusterDatagramSocketImpl.newInstance();
  }
}
