package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.DatagramSocketImplFactory;

/** Makes what is under a {@link DatagramSocket} in a worker. */
public final class DatagramSockets implements DatagramSocketImplFactory {
  private DatagramSockets() {}

  /**
   * Lets every {@link DatagramSocket} of this JVM that is bound to a port with a number share it.
   * On the way to the application's main method: what is needed for that is loaded with the first.
   */
  @SuppressWarnings("deprecation") // there is no other way, and it is not for removal
  public static void share() throws IOException {
    DatagramSocket.setDatagramSocketImplFactory(new DatagramSockets());
  }

  @Override
  public DatagramSocketImpl createDatagramSocketImpl() {
    return ClusterDatagramSocketImpl.newInstance();
  }
}
