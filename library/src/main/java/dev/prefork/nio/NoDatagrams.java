package dev.prefork.nio;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;

/**
 * {@link DatagramSocket} wants an implementation; every method that would use it is overridden by
 * {@link ClusterDatagramSocket}.
 */
final class NoDatagrams extends DatagramSocketImpl {
  @Override
  protected void create() {
    throw new AssertionError("not used");
  }

  @Override
  protected void bind(int port, InetAddress address) {
    throw new AssertionError("not used");
  }

  @Override
  protected void send(DatagramPacket packet) {
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
  protected void receive(DatagramPacket packet) {
    throw new AssertionError("not used");
  }

  @Override
  protected void setTimeToLive(int hops) {
    throw new AssertionError("not used");
  }

  @Override
  protected int getTimeToLive() {
    throw new AssertionError("not used");
  }

  @Override
  protected void join(InetAddress group) {
    throw new AssertionError("not used");
  }

  @Override
  protected void leave(InetAddress group) {
    throw new AssertionError("not used");
  }

  @Override
  protected void joinGroup(SocketAddress group, NetworkInterface by) {
    throw new AssertionError("not used");
  }

  @Override
  protected void leaveGroup(SocketAddress group, NetworkInterface by) {
    throw new AssertionError("not used");
  }

  @Override
  protected void close() {
    throw new AssertionError("not used");
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // abstract as long as it is there
  protected void setTTL(byte hops) {
    throw new AssertionError("not used");
  }

  @Override
  @Deprecated
  @SuppressWarnings("removal") // abstract as long as it is there
  protected byte getTTL() {
    throw new AssertionError("not used");
  }

  @Override
  public void setOption(int option, Object value) {
    throw new AssertionError("not used");
  }

  @Override
  public Object getOption(int option) {
    throw new AssertionError("not used");
  }
}
