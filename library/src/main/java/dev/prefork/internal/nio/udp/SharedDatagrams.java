package dev.prefork.internal.nio.udp;

import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.nio.jdk.JdkInternals;
import dev.prefork.internal.nio.link.Binding;
import dev.prefork.internal.nio.link.DrainState;
import dev.prefork.internal.nio.link.DrainingException;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** This worker's part in a datagram socket: the link that tells the primary of its end. */
final class SharedDatagrams {
  private final SocketChannel link;

  private SharedDatagrams(SocketChannel link) {
    this.link = link;
  }

  /**
   * Asks for the socket and puts it where {@code channel} has its own.
   *
   * @throws BindException with the primary's reason
   * @throws DrainingException if this worker drains
   */
  static SharedDatagrams join(Listen request, DatagramChannel channel) throws IOException {
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

  /**
   * Joins a group. The socket joins it for all workers, and stays in it until the last has closed
   * it: so a key that is dropped, here or in another worker, takes nothing from the others.
   */
  MembershipKey join(
      DatagramChannel owner,
      DatagramChannel channel,
      InetAddress group,
      NetworkInterface networkInterface,
      @Nullable InetAddress source)
      throws IOException {
    MembershipKey key = null;
    try {
      key = Membership.joinAlone(channel, group, networkInterface, source);
    } catch (BindException e) {
      // "Address already in use": another worker has joined it, which is as good
    }
    return new SharedMembership(owner, key, group, networkInterface, source);
  }

  void leave() throws IOException {
    LinkToPrimary.send(link, Frame.encode(FrameType.CLOSE));
    link.close();
  }
}
