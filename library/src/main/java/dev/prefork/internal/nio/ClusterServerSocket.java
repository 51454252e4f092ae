package dev.prefork.internal.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@link ServerSocket} adaptor that {@code channel.socket()} returns. */
final class ClusterServerSocket extends ServerSocket {
  private static final int DEFAULT_BACKLOG = 0; // the primary's default, for all workers together
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final ClusterServerSocketChannel channel;
  private volatile int timeoutMillis;

  ClusterServerSocket(ClusterServerSocketChannel channel) {
    super(new UnusedSocketImpl());
    this.channel = channel;
  }

  @Override
  public void bind(@Nullable SocketAddress local) throws IOException {
    bind(local, DEFAULT_BACKLOG);
  }

  @Override
  public void bind(@Nullable SocketAddress local, int backlog) throws IOException {
    try {
      channel.bind(local, backlog);
    } catch (UnresolvedAddressException e) {
      throw new SocketException("Unresolved address", e);
    } catch (UnsupportedAddressTypeException e) {
      throw new SocketException("Unsupported address type", e);
    } catch (AlreadyBoundException e) {
      throw new SocketException("Already bound", e);
    }
  }

  @Override
  public Socket accept() throws IOException {
    try {
      return acceptChannel().socket();
    } catch (NotYetBoundException e) {
      throw new SocketException("Socket is not bound yet", e);
    }
  }

  private SocketChannel acceptChannel() throws IOException {
    int millis = timeoutMillis;
    SocketChannel accepted =
        millis == 0 ? channel.accept() : channel.accept(millis * NANOS_PER_MILLI);
    if (accepted != null) {
      return accepted;
    }
    if (millis == 0) {
      throw new IllegalBlockingModeException(); // as the JDK's adaptor does
    }
    throw new SocketTimeoutException("Accept timed out");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  @Override
  public ServerSocketChannel getChannel() {
    return channel;
  }

  @Override
  public boolean isBound() {
    return channel.boundAddress() != null;
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    return channel.boundAddress() instanceof InetSocketAddress local ? local.getAddress() : null;
  }

  @Override
  public int getLocalPort() {
    return channel.boundAddress() instanceof InetSocketAddress local ? local.getPort() : -1;
  }

  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return channel.boundAddress();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    ensureOpen();
    if (millis < 0) {
      throw new IllegalArgumentException("timeout < 0");
    }
    timeoutMillis = millis;
  }

  @Override
  public int getSoTimeout() throws SocketException {
    ensureOpen();
    return timeoutMillis;
  }

  @Override
  public void setReuseAddress(boolean on) throws SocketException {
    set(StandardSocketOptions.SO_REUSEADDR, on);
  }

  @Override
  public boolean getReuseAddress() throws SocketException {
    return get(StandardSocketOptions.SO_REUSEADDR);
  }

  @Override
  public void setReceiveBufferSize(int size) throws SocketException {
    if (size <= 0) {
      throw new IllegalArgumentException("size cannot be 0 or negative");
    }
    set(StandardSocketOptions.SO_RCVBUF, size);
  }

  @Override
  public int getReceiveBufferSize() throws SocketException {
    return get(StandardSocketOptions.SO_RCVBUF);
  }

  private <T> void set(SocketOption<T> option, T value) throws SocketException {
    try {
      channel.setOption(option, value);
    } catch (IOException e) {
      throw new SocketException("Socket is closed", e);
    }
  }

  private <T> T get(SocketOption<T> option) throws SocketException {
    try {
      return channel.getOption(option);
    } catch (IOException e) {
      throw new SocketException("Socket is closed", e);
    }
  }

  @Override
  public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
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

  private void ensureOpen() throws SocketException {
    if (isClosed()) {
      throw new SocketException("Socket is closed");
    }
  }

  @Override
  public String toString() {
    return isBound()
        ? "ServerSocket[addr=" + getInetAddress() + ",localport=" + getLocalPort() + "]"
        : "ServerSocket[unbound]";
  }
}
