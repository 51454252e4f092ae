package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.Fixture.loopback;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;

/** Datagram sockets that are bound to a port with a number, clients, and multicast sockets. */
final class DatagramSocketChecks implements ServerChannelProgram.Family {
  private static final int SHORT = 20;

  @Override
  public void addTo(Checks checks) {
    for (boolean virtual : new boolean[] {false, true}) {
      String thread = virtual ? " of a virtual thread" : "";
      checks.add("a datagram socket's receive" + thread + " waits", () -> waits(virtual));
      checks.add("closing ends a datagram socket's receive" + thread, () -> closing(virtual));
      checks.add("a datagram socket's receive" + thread + " times out", () -> timesOut(virtual));
    }
    checks.add("an interrupt ends no receive of a platform thread", this::uninterrupted);
    checks.add("a datagram socket answers", this::answers);
    checks.add("a datagram socket knows its addresses", this::addresses);
    checks.add("a port that is taken is a datagram socket's BindException", this::taken);
    checks.add("a datagram socket binds once", this::bindsOnce);
    checks.add("a datagram socket's port can be bound again", this::again);
    checks.add("a datagram socket's options stay", this::options);
    checks.add("a closed datagram socket does nothing", this::closed);
    checks.add("a client's datagram socket is connected and disconnected", this::client);
    checks.add("a client's datagram socket binds itself", this::bindsItself);
    checks.add("a datagram socket on any port", this::portZero);
    checks.add("a datagram socket joins a group", this::joins);
    checks.add("each multicast socket gets each datagram", this::multicast);
    checks.add("a multicast socket's options", this::multicastOptions);
    checks.add("datagram sockets leave no descriptor behind", this::leavesNothing);
  }

  private static InetSocketAddress free() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(loopback(0))) {
      return loopback(socket.getLocalPort());
    }
  }

  private static DatagramSocket server() throws IOException {
    return new DatagramSocket(free());
  }

  private static void send(SocketAddress to, String text) throws IOException {
    try (DatagramSocket client = new DatagramSocket()) {
      client.send(packet(to, text));
    }
  }

  private static DatagramPacket packet(SocketAddress to, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return new DatagramPacket(bytes, bytes.length, to);
  }

  private static DatagramPacket empty() {
    return new DatagramPacket(new byte[100], 100);
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = empty();
    socket.receive(packet);
    return text(packet);
  }

  private static String text(DatagramPacket packet) {
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  private void waits(boolean virtual) throws Exception {
    try (DatagramSocket server = server()) {
      for (int i = 0; i < 3; i++) {
        var waiting = new Fixture.Task<>(virtual, () -> receive(server)).inside();
        send(server.getLocalSocketAddress(), "come " + i);
        same(waiting.get(), "come " + i);
      }
    }
  }

  private void closing(boolean virtual) throws Exception {
    DatagramSocket server = server();
    var waiting = new Fixture.Task<>(virtual, () -> receive(server)).inside();
    server.close();
    same(fails(SocketException.class, waiting::get).getMessage(), "Socket closed");
    that(server.isClosed(), "closed");
  }

  private void timesOut(boolean virtual) throws Exception {
    try (DatagramSocket server = server()) {
      server.setSoTimeout(SHORT);
      same(server.getSoTimeout(), SHORT);
      var tooLate = new Fixture.Task<>(virtual, () -> receive(server));
      same(fails(SocketTimeoutException.class, tooLate::get).getMessage(), "Receive timed out");
      send(server.getLocalSocketAddress(), "now");
      same(receive(server), "now");
      server.setSoTimeout(0);
    }
  }

  private void uninterrupted() throws Exception {
    try (DatagramSocket server = server()) {
      var waiting = new Fixture.Task<>(false, () -> receive(server)).inside();
      waiting.thread.interrupt();
      send(server.getLocalSocketAddress(), "still");
      same(waiting.get(), "still");
    }
  }

  private void answers() throws IOException {
    try (DatagramSocket server = server();
        DatagramSocket client = new DatagramSocket()) {
      client.send(packet(server.getLocalSocketAddress(), "question"));
      DatagramPacket packet = empty();
      server.receive(packet);
      same(text(packet), "question");
      same(packet.getPort(), client.getLocalPort());
      server.send(packet);
      client.receive(packet);
      same(packet.getSocketAddress(), server.getLocalSocketAddress());
    }
  }

  private void addresses() throws IOException {
    InetSocketAddress address = free();
    try (DatagramSocket server = new DatagramSocket(address);
        DatagramSocket all = new DatagramSocket(free().getPort());
        DatagramSocket unbound = new DatagramSocket(null)) {
      that(server.isBound() && !unbound.isBound() && !server.isConnected(), "bound");
      same(server.getLocalSocketAddress(), address);
      same(server.getLocalPort(), address.getPort());
      same(server.getLocalAddress(), address.getAddress());
      same(server.getChannel(), null);
      same(server.getPort(), -1);
      same(server.getInetAddress(), null);
      same(server.getRemoteSocketAddress(), null);
      that(all.getLocalAddress().isAnyLocalAddress(), "all addresses");
      same(unbound.getLocalPort(), 0);
      same(unbound.getLocalSocketAddress(), null);
    }
  }

  private void taken() throws Exception {
    try (DatagramSocket foreign = new DatagramSocket(loopback(0));
        DatagramSocket socket = new DatagramSocket(null)) {
      SocketAddress address = foreign.getLocalSocketAddress();
      fails(BindException.class, () -> socket.bind(address));
      fails(BindException.class, () -> new DatagramSocket(address).close());
      that(!socket.isBound() && !socket.isClosed(), "neither bound nor closed");
      socket.bind(free());
      send(socket.getLocalSocketAddress(), "here");
      same(receive(socket), "here");
      fails(BindException.class, () -> new DatagramSocket(socket.getLocalSocketAddress()).close());
    }
  }

  private void bindsOnce() throws Exception {
    try (DatagramSocket server = server()) {
      fails(SocketException.class, () -> server.bind(free()));
    }
  }

  private void again() throws Exception {
    InetSocketAddress address = free();
    for (int i = 0; i < 10; i++) {
      try (DatagramSocket server = new DatagramSocket(address)) {
        send(address, "round " + i);
        same(receive(server), "round " + i);
      }
    }
  }

  private void options() throws Exception {
    try (DatagramSocket server = new DatagramSocket(null)) {
      server.setReceiveBufferSize(70_000);
      server.setSendBufferSize(60_000);
      server.setTrafficClass(8);
      server.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 7);
      server.bind(free());
      same(server.getReceiveBufferSize(), 70_000);
      same(server.getSendBufferSize(), 60_000);
      same(server.getTrafficClass(), 8);
      same(server.getOption(StandardSocketOptions.IP_MULTICAST_TTL), 7);
      same(server.getReuseAddress(), false);
      same(server.getBroadcast(), true);
      server.setBroadcast(false);
      same(server.getOption(StandardSocketOptions.SO_BROADCAST), false);
      that(server.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT), "known");
      fails(
          UnsupportedOperationException.class,
          () -> server.setOption(StandardSocketOptions.TCP_NODELAY, true));
      fails(IllegalArgumentException.class, () -> server.setSoTimeout(-1));
      fails(IllegalArgumentException.class, () -> server.setReceiveBufferSize(0));
    }
  }

  private void closed() throws Exception {
    DatagramSocket server = server();
    SocketAddress address = server.getLocalSocketAddress();
    server.close();
    server.close();
    that(server.isClosed() && server.isBound(), "closed");
    same(server.getLocalPort(), -1);
    same(server.getLocalAddress(), null);
    same(server.getLocalSocketAddress(), null);
    fails(SocketException.class, () -> receive(server));
    fails(SocketException.class, () -> server.send(packet(address, "x")));
    fails(SocketException.class, () -> server.setSoTimeout(1));
    fails(SocketException.class, () -> server.bind(address));
  }

  private void client() throws Exception {
    try (DatagramSocket server = server();
        DatagramSocket client = new DatagramSocket()) {
      client.connect(server.getLocalSocketAddress());
      that(client.isConnected(), "connected");
      same(client.getRemoteSocketAddress(), server.getLocalSocketAddress());
      same(client.getPort(), server.getLocalPort());
      byte[] bytes = {1, 2, 3};
      client.send(new DatagramPacket(bytes, bytes.length));
      DatagramPacket packet = empty();
      server.receive(packet);
      same(packet.getSocketAddress(), client.getLocalSocketAddress());
      fails(IllegalArgumentException.class, () -> client.send(packet(free(), "elsewhere")));
      client.disconnect();
      that(!client.isConnected(), "disconnected");
      same(client.getPort(), -1);
      client.connect(server.getLocalAddress(), server.getLocalPort());
      same(client.getInetAddress(), server.getLocalAddress());
    }
  }

  private void bindsItself() throws Exception {
    try (DatagramSocket server = server();
        DatagramSocket client = new DatagramSocket(null)) {
      client.send(packet(server.getLocalSocketAddress(), "first"));
      that(client.isBound() && client.getLocalPort() > 0, "bound");
      same(receive(server), "first");
      fails(IllegalArgumentException.class, () -> client.send(new DatagramPacket(new byte[1], 1)));
    }
  }

  private void portZero() throws Exception {
    try (DatagramSocket one = new DatagramSocket(0);
        DatagramSocket other = new DatagramSocket(loopback(0))) {
      that(one.getLocalPort() > 0 && one.getLocalPort() != other.getLocalPort(), "a port each");
      send(other.getLocalSocketAddress(), "you");
      same(receive(other), "you");
    }
  }

  private static NetworkInterface loop() throws IOException {
    return NetworkInterface.getByInetAddress(loopback(0).getAddress());
  }

  private void joins() throws Exception {
    InetAddress group = InetAddress.getByName("239.1.2.4");
    try (DatagramSocket server = new DatagramSocket(free().getPort());
        DatagramSocket sender = new DatagramSocket()) {
      server.joinGroup(new InetSocketAddress(group, 0), loop());
      sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loop());
      sender.send(packet(new InetSocketAddress(group, server.getLocalPort()), "all"));
      same(receive(server), "all");
      server.leaveGroup(new InetSocketAddress(group, 0), loop());
      fails(IllegalArgumentException.class, () -> server.joinGroup(null, loop()));
    }
  }

  private void multicast() throws Exception {
    InetAddress group = InetAddress.getByName("239.1.2.5");
    int port = free().getPort();
    try (MulticastSocket one = new MulticastSocket(port);
        MulticastSocket other = new MulticastSocket(port);
        MulticastSocket sender = new MulticastSocket()) {
      InetSocketAddress address = new InetSocketAddress(group, port);
      one.joinGroup(address, loop());
      other.joinGroup(address, loop());
      sender.setNetworkInterface(loop());
      sender.send(packet(address, "each"));
      same(receive(one), "each");
      same(receive(other), "each");
      other.leaveGroup(address, loop());
    }
  }

  private void multicastOptions() throws Exception {
    try (MulticastSocket socket = new MulticastSocket(free())) {
      same(socket.getReuseAddress(), true);
      same(socket.getTimeToLive(), 1);
      socket.setTimeToLive(5);
      same(socket.getTimeToLive(), 5);
      socket.setNetworkInterface(loop());
      same(socket.getNetworkInterface(), loop());
      socket.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, false);
      same(socket.getOption(StandardSocketOptions.IP_MULTICAST_LOOP), false);
      fails(
          SocketException.class,
          () -> socket.joinGroup(new InetSocketAddress(loopback(0).getAddress(), 1), loop()));
    }
  }

  private void leavesNothing() throws Exception {
    waits(true);
    long before = Fixture.sockets();
    for (int i = 0; i < 10; i++) {
      waits(false);
      closing(true);
      closing(false);
    }
    until(() -> Fixture.sockets() <= before);
  }
}
