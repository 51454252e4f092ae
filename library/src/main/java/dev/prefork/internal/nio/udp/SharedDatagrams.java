package dev.prefork.internal.nio.udp;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;

/** This worker's share of a datagram socket: the link on which it reports the end of its use. */
final class SharedDatagrams {
  private final SocketChannel link;

  private SharedDatagrams(SocketChannel link) {
    this.link = link;
  }

  /**
   * Asks the primary for the socket and replaces that of {@code channel} by it.
   *
   * @throws java.net.BindException with the primary's reason
   */
  static SharedDatagrams open(Listen request, DatagramChannel channel) throws IOException {
    DrainState.requireNotDraining();
    SocketChannel link = LinkToPrimary.open();
    try {
      LinkToPrimary primary = new LinkToPrimary(link);
      var address = Binding.boundAddress(primary.request(request));
      try (Fd received = primary.fetch()) {
        int number = JdkInternals.numberOf(JdkInternals.descriptorOf(channel));
        new Sockets().replace(number, received);
        JdkInternals.markShared(channel, address);
      }
      DrainState.markAccepting();
      return new SharedDatagrams(link);
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  void close() throws IOException {
    LinkToPrimary.send(link, Frame.encode(FrameType.CLOSE));
    link.close();
  }
}
