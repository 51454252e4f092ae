package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * An implementation whose methods are not called. {@link ClusterDatagramSocket} overrides every
 * method of {@link DatagramSocket} that would call them, {@link ClusterDatagramSocketImpl}
 * overrides those that are called.
 */
class UnusedDatagramSocketImpl extends DatagramSocketImpl {
  @Override
  protected void create() throws SocketException {
    throw new AssertionError("not used");
  }

  @Override
  protected void bind(int port, InetAddress address) throws SocketException {
    throw new AssertionError("not used");
  }

  @Override
  protected void send(DatagramPacket packet) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected int peek(InetAddress address) {
    throw new AssertionError("not used");
  }

  @Override
  protected int peekData(DatagramPacket packet) {
    throw new AssertionError("not used");
  }

  @Override
  protected void receive(DatagramPacket packet) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void setTimeToLive(int hops) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected int getTimeToLive() throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void join(InetAddress group) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void leave(InetAddress group) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void joinGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void leaveGroup(SocketAddress group, @Nullable NetworkInterface networkInterface)
      throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void close() {
    throw new AssertionError("not used");
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // abstract until the JDK removes it
  protected void setTTL(byte hops) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // abstract until the JDK removes it
  protected byte getTTL() throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  public void setOption(int option, Object value) throws SocketException {
    throw new AssertionError("not used");
  }

  @Override
  public Object getOption(int option) throws SocketException {
    throw new AssertionError("not used");
  }
}
