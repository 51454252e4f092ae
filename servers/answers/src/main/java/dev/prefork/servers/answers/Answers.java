package dev.prefork.servers.answers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.zip.CRC32;

/** What a server tells its clients. */
public final class Answers {
  private Answers() {}

  /**
   * Which process it is, and the two addresses that it sees: {@code 4711 127.0.0.1:50000
   * 127.0.0.1:8000}.
   */
  public static String who(SocketAddress remote, SocketAddress local) {
    return ProcessHandle.current().pid() + " " + text(remote) + " " + text(local);
  }

  /** The same, where a server has the addresses in pieces. */
  public static String who(String remoteHost, int remotePort, String localHost, int localPort) {
    return who(
        new InetSocketAddress(remoteHost, remotePort), new InetSocketAddress(localHost, localPort));
  }

  /** What a request takes for which a server has to wait for somebody else. */
  public static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : address.toString();
  }

  /** How many bytes a client sent, and their checksum. */
  public static String received(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }

  /** The same, read from a request. */
  public static String received(InputStream body) throws IOException {
    return received(body.readAllBytes());
  }
}
