package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Fixture.loopback;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/** Datagram channels that are bound to a port with a number, and some that are not. */
final class DatagramChecks implements ServerChannelProgram.Family {
  @Override
  public void addTo(Checks checks) {
    for (boolean virtual : new boolean[] {false, true}) {
      String thread = virtual ? " in a virtual thread" : "";
      checks.add("a datagram is waited for" + thread, () -> waits(virtual));
      checks.add("closing ends a receive" + thread, () -> closing(virtual));
      checks.add("an interrupt ends a receive" + thread, () -> interrupt(virtual));
    }
    checks.add("a datagram is answered", this::answers);
    checks.add("a receive without blocking waits for nothing", this::doesNotBlock);
    checks.add("datagrams wake a selector", this::selects);
    checks.add("a selected datagram channel can be closed", this::closesSelected);
    checks.add("a datagram socket times out", this::timesOut);
    checks.add("a datagram socket sends and receives", this::socket);
    checks.add("a datagram port that is taken is a BindException", this::taken);
    checks.add("a datagram channel binds once", this::bindsOnce);
    checks.add("options set before bind stay", this::options);
    checks.add("a datagram port can be bound again", this::again);
    checks.add("a multicast group can be joined", this::multicast);
    checks.add("datagram channels without a port are their own", this::own);
    checks.add("a closed datagram channel does nothing", this::closed);
  }

  private static InetSocketAddress free() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(loopback(0))) {
      return loopback(socket.getLocalPort());
    }
  }

  private static DatagramChannel bound() throws IOException {
    return DatagramChannel.open(StandardProtocolFamily.INET).bind(free());
  }

  private static void send(DatagramChannel to, String text) throws IOException {
    try (DatagramChannel client = DatagramChannel.open(StandardProtocolFamily.INET)) {
      client.send(bytes(text), to.getLocalAddress());
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String receive(DatagramChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    channel.receive(buffer);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  private void waits(boolean virtual) throws Exception {
    try (DatagramChannel channel = bound()) {
      var waiting = new Fixture.Task<>(virtual, () -> receive(channel)).inside();
      send(channel, "come");
      same(waiting.get(), "come");
    }
  }

  private void closing(boolean virtual) throws Exception {
    DatagramChannel channel = bound();
    var waiting = new Fixture.Task<>(virtual, () -> receive(channel)).inside();
    channel.close();
    fails(AsynchronousCloseException.class, waiting::get);
  }

  private void interrupt(boolean virtual) throws Exception {
    DatagramChannel channel = bound();
    var waiting = new Fixture.Task<>(virtual, () -> receive(channel)).inside();
    waiting.thread.interrupt();
    fails(ClosedByInterruptException.class, waiting::get);
    that(!channel.isOpen(), "closed");
  }

  private void answers() throws IOException {
    try (DatagramChannel channel = bound();
        DatagramChannel client = DatagramChannel.open(StandardProtocolFamily.INET)) {
      client.connect(channel.getLocalAddress());
      client.write(bytes("question"));
      ByteBuffer buffer = ByteBuffer.allocate(100);
      var sender = channel.receive(buffer);
      same(sender, client.getLocalAddress());
      channel.send(buffer.flip(), sender);
      same(receive(client), "question");
    }
  }

  private void doesNotBlock() throws Exception {
    try (DatagramChannel channel = bound()) {
      channel.configureBlocking(false);
      same(channel.receive(ByteBuffer.allocate(1)), null);
      channel.configureBlocking(true);
      var waiting = new Fixture.Task<>(false, () -> receive(channel)).inside();
      send(channel, "at last");
      same(waiting.get(), "at last");
    }
  }

  private void selects() throws IOException {
    InetSocketAddress address = free();
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, 0); // as servers do, before they bind
      channel.bind(address);
      key.interestOps(SelectionKey.OP_READ);
      same(selector.selectNow(), 0);
      send(channel, "here");
      same(selector.select(10_000), 1);
      that(key.isReadable(), "readable");
      same(receive(channel), "here");
      selector.selectedKeys().clear();
      same(selector.selectNow(), 0);
    }
  }

  private void closesSelected() throws IOException {
    DatagramChannel channel = bound();
    try (Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      same(selector.selectNow(), 0);
      channel.close();
      same(selector.selectNow(), 0);
      that(selector.keys().isEmpty(), "no key is left");
    }
  }

  private void timesOut() throws Exception {
    try (DatagramChannel channel = bound()) {
      channel.socket().setSoTimeout(20);
      fails(
          SocketTimeoutException.class,
          () -> channel.socket().receive(new DatagramPacket(new byte[1], 1)));
      that(channel.isOpen(), "open");
    }
  }

  private void socket() throws IOException {
    InetSocketAddress address = free();
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      DatagramSocket socket = channel.socket();
      that(!socket.isBound(), "unbound");
      socket.setReceiveBufferSize(70_000);
      socket.bind(address);
      that(socket.isBound(), "bound");
      same(socket.getLocalSocketAddress(), address);
      same(socket.getLocalPort(), address.getPort());
      same(socket.getReceiveBufferSize(), 70_000);
      same(socket.getChannel(), channel);
      send(channel, "packet");
      DatagramPacket packet = new DatagramPacket(new byte[100], 100);
      socket.receive(packet);
      same(packet.getLength(), 6);
      try (DatagramSocket other = new DatagramSocket(loopback(0))) {
        socket.send(new DatagramPacket(new byte[3], 3, other.getLocalSocketAddress()));
        other.receive(packet);
        same(packet.getLength(), 3);
        same(packet.getSocketAddress(), address);
      }
      socket.close();
      that(!channel.isOpen() && socket.isClosed(), "closed");
    }
  }

  private void taken() throws Exception {
    try (DatagramSocket foreign = new DatagramSocket(loopback(0));
        DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      InetSocketAddress address = loopback(foreign.getLocalPort());
      fails(BindException.class, () -> channel.bind(address));
      same(channel.getLocalAddress(), null);
      fails(BindException.class, () -> channel.socket().bind(address));
      channel.bind(free());
    }
  }

  private void bindsOnce() throws Exception {
    try (DatagramChannel channel = bound();
        DatagramChannel second = DatagramChannel.open(StandardProtocolFamily.INET)) {
      fails(AlreadyBoundException.class, () -> channel.bind(free()));
      fails(SocketException.class, () -> channel.socket().bind(free()));
      var address = channel.getLocalAddress();
      fails(BindException.class, () -> second.bind(address));
    }
  }

  private void options() throws IOException {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 70_000);
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
      channel.bind(free());
      same(channel.getOption(StandardSocketOptions.SO_RCVBUF), 70_000);
      same(channel.getOption(StandardSocketOptions.SO_BROADCAST), true);
      same(channel.getOption(StandardSocketOptions.IP_MULTICAST_TTL), 7);
    }
  }

  private void again() throws Exception {
    InetSocketAddress address = free();
    for (int i = 0; i < 10; i++) {
      try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
        channel.bind(address);
        send(channel, "round " + i);
        same(receive(channel), "round " + i);
      }
    }
    try (DatagramChannel one = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel other = DatagramChannel.open(StandardProtocolFamily.INET)) {
      one.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
      other.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
      same(one.getLocalAddress(), other.getLocalAddress());
    }
  }

  private void multicast() throws IOException {
    NetworkInterface loop = NetworkInterface.getByInetAddress(loopback(0).getAddress());
    InetAddress group = InetAddress.getByName("239.1.2.3");
    InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
    InetSocketAddress address = new InetSocketAddress(any.getAddress(), free().getPort());
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET);
        DatagramChannel sender = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.bind(address);
      MembershipKey key = channel.join(group, loop);
      same(key.channel(), channel);
      same(key.group(), group);
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loop);
      sender.send(bytes("all"), new InetSocketAddress(group, address.getPort()));
      same(receive(channel), "all");
      key.drop();
      that(!key.isValid(), "dropped");
    }
  }

  private void own() throws IOException {
    try (DatagramChannel explicit = DatagramChannel.open().bind(new InetSocketAddress(0));
        DatagramChannel implicit = DatagramChannel.open(StandardProtocolFamily.INET)) {
      that(((InetSocketAddress) explicit.getLocalAddress()).getPort() > 0, "a port");
      same(implicit.getLocalAddress(), null);
      implicit.connect(loopback(9));
      that(implicit.isConnected(), "connected");
      implicit.disconnect();
      that(!implicit.isConnected(), "disconnected");
    }
  }

  private void closed() throws Exception {
    DatagramChannel channel = bound();
    DatagramSocket socket = channel.socket();
    channel.close();
    fails(ClosedChannelException.class, () -> receive(channel));
    fails(ClosedChannelException.class, () -> channel.bind(free()));
    fails(ClosedChannelException.class, channel::getLocalAddress);
    fails(SocketException.class, () -> socket.receive(new DatagramPacket(new byte[1], 1)));
    same(socket.getLocalPort(), -1);
  }
}
