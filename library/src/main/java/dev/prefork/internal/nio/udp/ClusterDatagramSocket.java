package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@link DatagramSocket} adaptor that {@code channel.socket()} returns. It delegates to the
 * adaptor of the JDK's channel, except for binding and closing.
 */
final class ClusterDatagramSocket extends DatagramSocket {
  private final ClusterDatagramChannel channel;
  private final DatagramSocket jdk;

  ClusterDatagramSocket(ClusterDatagramChannel channel, DatagramSocket jdk) {
    super(new UnusedDatagramSocketImpl());
    this.channel = channel;
    this.jdk = jdk;
  }

  private static SocketException translated(Exception e) {
    if (e instanceof SocketException same) {
      return same;
    }
    return new SocketException(reason(e), e);
  }

  private static @Nullable String reason(Exception e) {
    return switch (e) {
      case ClosedChannelException _ -> "Socket is closed";
      case AlreadyBoundException _ -> "Already bound";
      case UnresolvedAddressException _ -> "Unresolved address";
      case UnsupportedAddressTypeException _ -> "Unsupported address type";
      default -> e.getMessage();
    };
  }

  @Override
  public void bind(@Nullable SocketAddress local) throws SocketException {
    if (local != null && !(local instanceof InetSocketAddress)) {
      throw new IllegalArgumentException("Unsupported address type!");
    }
    try {
      channel.bind(local == null ? new InetSocketAddress(0) : local);
    } catch (IOException
        | AlreadyBoundException
        | UnresolvedAddressException
        | UnsupportedAddressTypeException e) {
      throw translated(e);
    }
  }

  @Override
  public void connect(InetAddress address, int port) {
    try {
      channel.requireUnshared(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    jdk.connect(address, port);
  }

  @Override
  public void connect(SocketAddress remote) throws SocketException {
    try {
      channel.requireUnshared(remote);
    } catch (IOException e) {
      throw translated(e);
    }
    jdk.connect(remote);
  }

  @Override
  public void disconnect() {
    jdk.disconnect();
  }

  @Override
  public boolean isBound() {
    return jdk.isBound();
  }

  @Override
  public boolean isConnected() {
    return jdk.isConnected();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return jdk.getInetAddress();
  }

  @Override
  public int getPort() {
    return jdk.getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return jdk.getRemoteSocketAddress();
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return isClosed() ? null : jdk.getLocalSocketAddress();
  }

  @Override
  public @Nullable InetAddress getLocalAddress() {
    return isClosed() ? null : jdk.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return isClosed() ? -1 : jdk.getLocalPort();
  }

  @Override
  public void send(DatagramPacket packet) throws IOException {
    ensureOpen();
    try {
      int _ = channel.runSend(sender -> send(sender, packet));
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    }
  }

  private static int send(DatagramChannel sender, DatagramPacket packet) throws IOException {
    sender.socket().send(packet);
    return packet.getLength();
  }

  @Override
  public void receive(DatagramPacket packet) throws IOException {
    ensureOpen();
    if (!channel.isBlocking()) {
      throw new IllegalBlockingModeException();
    }
    try {
      var _ = channel.runReceive(() -> receiveByJdk(packet), packet);
    } catch (ClosedChannelException e) {
      throw new SocketException("Socket closed", e);
    } finally {
      if (jdk.isClosed()) {
        close(); // an interrupt closes the JDK's channel only
      }
    }
  }

  private DatagramPacket receiveByJdk(DatagramPacket packet) throws IOException {
    jdk.receive(packet);
    return packet;
  }

  private void ensureOpen() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket closed");
    }
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    jdk.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return jdk.getSoTimeout();
  }

  private <T> void set(SocketOption<T> name, T value) throws SocketException {
    try {
      channel.setOption(name, value);
    } catch (IOException e) {
      throw translated(e);
    }
  }

  @Override
  public void setSendBufferSize(int size) throws SocketException {
    if (size <= 0) {
      throw new IllegalArgumentException("Invalid send size");
    }
    set(StandardSocketOptions.SO_SNDBUF, size);
  }

  @Override
  public int getSendBufferSize() throws SocketException {
    return jdk.getSendBufferSize();
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    if (size <= 0) {
      throw new IllegalArgumentException("Invalid receive size");
    }
    set(StandardSocketOptions.SO_RCVBUF, size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return jdk.getReceiveBufferSize();
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return jdk.getReuseAddress();
  }

  @Override
  public void setBroadcast(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_BROADCAST, on);
  }

  @Override
  public boolean getBroadcast() throws SocketException {
    return jdk.getBroadcast();
  }

  @Override
  public void setTrafficClass(int value) throws SocketException {
    set(StandardSocketOptions.IP_TOS, value);
  }

  @Override
  public int getTrafficClass() throws SocketException {
    return jdk.getTrafficClass();
  }

  @Override
  public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
    channel.setOption(name, value);
    return this;
  }

  @Override
  public <T> T getOption(SocketOption<T> name) throws IOException {
    return channel.getOption(name);
  }

  @Override
  public Set<SocketOption<?>> supportedOptions() {
    return channel.supportedOptions();
  }

  @Override
  public void joinGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    try {
      jdk.joinGroup(group, networkInterface);
    } catch (BindException e) {
      if (!channel.isShared()) {
        throw e;
      }
      // another worker has joined the group with this socket
    }
  }

  @Override
  public void leaveGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    if (!channel.isShared()) { // leaving would end the membership of all workers
      jdk.leaveGroup(group, networkInterface);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public DatagramChannel getChannel() {
    return channel;
  }
}
