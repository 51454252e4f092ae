package dev.prefork.internal.nio.udp;

import dev.prefork.internal.nio.jdk.JdkInternals;
import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of a {@link DatagramSocket}: delegates to the socket that the JDK would use,
 * or to the adaptor of a channel that can share its port.
 *
 * <p>A {@link MulticastSocket} is never shared: the kernel gives each of them each datagram of its
 * groups, and several processes can bind the same port, because SO_REUSEADDR is set by default.
 */
final class ClusterDatagramSocketImpl extends UnusedDatagramSocketImpl {
  /**
   * The constructor of the socket is this near on the stack, below the factory and a helper of the
   * JDK.
   */
  private static final int MAX_FRAMES = 4;

  private final boolean multicast;
  private @Nullable DatagramSocket socket;
  private boolean bindFailed;

  private ClusterDatagramSocketImpl(boolean multicast) {
    this.multicast = multicast;
  }

  /** For the factory, which is loaded before this class. */
  static DatagramSocketImpl newInstance() {
    return new ClusterDatagramSocketImpl(
        StackWalker.getInstance()
            .walk(
                frames ->
                    frames.limit(MAX_FRAMES).anyMatch(ClusterDatagramSocketImpl::isMulticast)));
  }

  private static boolean isMulticast(StackFrame frame) {
    return frame.getClassName().equals(MulticastSocket.class.getName());
  }

  @Override
  protected void create() throws SocketException {
    try {
      DatagramChannel jdk = JdkInternals.openUninterruptibleDatagramChannel();
      socket =
          multicast
              ? jdk.socket()
              : new ClusterDatagramChannel(
                      SelectorProvider.provider(), jdk, JdkInternals.defaultFamily())
                  .socket();
    } catch (SocketException e) {
      throw e;
    } catch (IOException e) {
      throw new SocketException(e.getMessage(), e);
    }
  }

  private DatagramSocket socket() {
    return Objects.requireNonNull(socket, "not created");
  }

  private MulticastSocket multicast() {
    return (MulticastSocket) socket(); // only a MulticastSocket calls these methods
  }

  @Override
  protected void bind(int port, InetAddress address) throws SocketException {
    try {
      socket().bind(new InetSocketAddress(address, port));
    } catch (SocketException | RuntimeException e) {
      bindFailed = true;
      throw e;
    }
  }

  /** Also called after a failed bind, which does not close a socket of the JDK. */
  @Override
  protected void close() {
    if (bindFailed) {
      bindFailed = false;
    } else if (socket != null) {
      socket.close();
    }
  }

  @Override
  protected int getLocalPort() {
    return socket().getLocalPort();
  }

  @Override
  protected void connect(InetAddress address, int port) throws SocketException {
    socket().connect(new InetSocketAddress(address, port));
  }

  @Override
  protected void disconnect() {
    socket().disconnect();
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    socket().send(packet);
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    socket().receive(packet);
  }

  @Override
  protected void setTimeToLive(int hops) throws IOException {
    multicast().setTimeToLive(hops);
  }

  @Override
  protected int getTimeToLive() throws IOException {
    return multicast().getTimeToLive();
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // until the JDK removes it
  protected void setTTL(byte hops) throws IOException {
    multicast().setTTL(hops);
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // until the JDK removes it
  protected byte getTTL() throws IOException {
    return multicast().getTTL();
  }

  @Override
  @SuppressWarnings("deprecation") // the caller uses a deprecated API
  protected void join(InetAddress group) throws IOException {
    multicast().joinGroup(group);
  }

  @Override
  @SuppressWarnings("deprecation") // the caller uses a deprecated API
  protected void leave(InetAddress group) throws IOException {
    multicast().leaveGroup(group);
  }

  @Override
  protected void joinGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    socket().joinGroup(group, networkInterface);
  }

  @Override
  protected void leaveGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    socket().leaveGroup(group, networkInterface);
  }

  @Override
  @SuppressWarnings("deprecation") // the caller uses a deprecated API
  public void setOption(int number, Object value) throws SocketException {
    switch (number) {
      case SO_TIMEOUT -> socket().setSoTimeout((Integer) value);
      case SO_SNDBUF -> socket().setSendBufferSize((Integer) value);
      case SO_RCVBUF -> socket().setReceiveBufferSize((Integer) value);
      case SO_REUSEADDR -> socket().setReuseAddress((Boolean) value);
      case SO_BROADCAST -> socket().setBroadcast((Boolean) value);
      case IP_TOS -> socket().setTrafficClass((Integer) value);
      case IP_MULTICAST_IF -> multicast().setInterface((InetAddress) value);
      case IP_MULTICAST_IF2 -> multicast().setNetworkInterface((NetworkInterface) value);
      case IP_MULTICAST_LOOP -> multicast().setLoopbackMode((Boolean) value);
      default -> throw new SocketException("Unknown option " + number);
    }
  }

  @Override
  @SuppressWarnings("deprecation") // the caller uses a deprecated API
  public Object getOption(int number) throws SocketException {
    return switch (number) {
      case SO_TIMEOUT -> socket().getSoTimeout();
      case SO_SNDBUF -> socket().getSendBufferSize();
      case SO_RCVBUF -> socket().getReceiveBufferSize();
      case SO_REUSEADDR -> socket().getReuseAddress();
      case SO_BROADCAST -> socket().getBroadcast();
      case IP_TOS -> socket().getTrafficClass();
      case SO_BINDADDR -> socket().getLocalAddress();
      case IP_MULTICAST_IF -> multicast().getInterface();
      case IP_MULTICAST_IF2 -> multicast().getNetworkInterface();
      case IP_MULTICAST_LOOP -> multicast().getLoopbackMode();
      default -> throw new SocketException("Unknown option " + number);
    };
  }

  @Override
  protected <T> void setOption(SocketOption<T> name, T value) throws IOException {
    socket().setOption(name, value);
  }

  @Override
  protected <T> T getOption(SocketOption<T> name) throws IOException {
    return socket().getOption(name);
  }

  @Override
  protected Set<SocketOption<?>> supportedOptions() {
    return socket().supportedOptions();
  }
}
