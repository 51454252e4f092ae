package dev.prefork.internal.nio;

import dev.prefork.internal.ipc.message.BindReply;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.nio.link.ClusterBind;
import dev.prefork.internal.nio.link.LinkToPrimary;
import dev.prefork.internal.nio.link.PrimaryAddress;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.concurrent.atomic.AtomicReference;

/** Opens server channels for sockets that the primary has inherited. */
public final class InheritedServer {
  private InheritedServer() {}

  /**
   * Shares a listening socket that the primary has inherited. The channel is made after the
   * primary's reply, which contains the address family.
   *
   * @throws java.net.BindException with the primary's reason
   */
  public static ServerSocketChannel open(int descriptor) throws IOException {
    AtomicReference<ServerSocketChannel> opened = new AtomicReference<>();
    ClusterBind.run(
        () -> {
          opened.set(tryToOpen(descriptor));
          return true;
        });
    return opened.get();
  }

  private static ServerSocketChannel tryToOpen(int descriptor) throws IOException {
    SocketChannel link = LinkToPrimary.open();
    try {
      LinkToPrimary primary = new LinkToPrimary(link);
      BindReply bound =
          primary.request(
              new Listen(
                  PrimaryAddress.get().token(),
                  new Target.Inherited(descriptor),
                  0,
                  false,
                  0,
                  Listen.NO_OPTIONS));
      ClusterServerSocketChannel channel =
          new ClusterServerSocketChannel(SelectorProvider.provider(), family(bound.target()), link);
      channel.beginBound(bound, primary);
      return channel;
    } catch (IOException | RuntimeException e) {
      link.close();
      throw e;
    }
  }

  private static ProtocolFamily family(Target target) {
    if (target instanceof Target.Tcp tcp) {
      return tcp.at().ipv6() ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }
    return StandardProtocolFamily.UNIX;
  }
}
