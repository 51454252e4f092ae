package dev.prefork.it.hostile;

import static dev.prefork.it.hostile.Frames.NOTHING;
import static dev.prefork.it.hostile.Frames.frame;
import static dev.prefork.it.hostile.Frames.inet;
import static dev.prefork.it.hostile.Frames.listen;
import static dev.prefork.it.hostile.Frames.local;
import static dev.prefork.it.hostile.Frames.path;
import static dev.prefork.it.hostile.Frames.times;

import dev.prefork.internal.nio.Handles;
import dev.prefork.internal.sys.DescriptorSocket;
import dev.prefork.internal.sys.Fd;
import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Attacks by asking for ports, and by what is said on their links. */
final class HostileLinks {
  private static final int MANY = 2000;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private HostileLinks() {}

  static void absurdAddresses() throws IOException {
    List<byte[]> targets =
        List.of(
            path("/\0"),
            path("/"),
            path(""),
            path("x".repeat(4000)),
            path("/" + "x/".repeat(1900)),
            inet('T', LOOPBACK, 7, 1, 0, false),
            inet('T', new byte[16], 0, 1, 0, false),
            inet('T', new byte[16], -1, 1, 0, true),
            inet('U', LOOPBACK, 0, 1, -1, true),
            new byte[] {0, 'I', 0x7f, -1, -1, -1},
            new byte[] {0, 'I', -1, -1, -1, -1},
            new byte[] {0, '?'});
    for (byte[] target : targets) {
      Raw link = Raw.connect();
      link.write(listen(target, Integer.MIN_VALUE));
    }
    Raw option = Raw.connect();
    int repair = 19;
    option.write(Frames.listenWithOption(local('T', 0, 99), repair, 1));
  }

  static void manyPorts() throws IOException {
    for (int i = 0; i < MANY; i++) {
      Raw.connect().write(listen(local('T', 0, i), Integer.MAX_VALUE));
    }
  }

  private static byte[] taken() {
    return listen(path("/proc/version"), 0);
  }

  static void refusals() throws IOException {
    for (int i = 0; i < MANY; i++) {
      Raw link = Raw.connect();
      link.write(times(10, taken()));
      link.read();
    }
  }

  static void unreadRefusals() throws IOException {
    Raw.connect().flood(times(100, taken()), 1000);
  }

  /** A link for a port that nobody else has, and its number. */
  private record Link(Raw stream, int port) {
    static Link open() throws IOException {
      Raw stream = Raw.connect();
      int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
      stream.write(listen(local('T', port, 0), 0));
      return new Link(stream, port);
    }

    SocketChannel client() throws IOException {
      while (true) {
        try {
          return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (java.net.ConnectException e) {
          Thread.onSpinWait(); // the primary does not listen yet
        }
      }
    }

    /** The next connection that the primary hands over. */
    SocketChannel connection() throws IOException {
      try (DescriptorSocket socket = new DescriptorSocket(4096)) {
        while (true) {
          int _ = socket.receive(stream.descriptor(), new byte[4096], 0, 4096);
          List<Fd> descriptors = socket.takeDescriptors();
          if (!descriptors.isEmpty()) {
            return (SocketChannel) Handles.adopt(descriptors.getFirst());
          }
        }
      }
    }
  }

  static void acknowledgements() throws IOException {
    Raw stream = Link.open().stream();
    byte[] all = new byte[0];
    for (char type : "AXFJ".toCharArray()) {
      all = times(250, frame(type, NOTHING));
      stream.flood(all, 1000);
    }
  }

  static void ends() throws IOException {
    Raw stream = Link.open().stream();
    for (int count : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1}) {
      stream.write(frame('E', ByteBuffer.allocate(4).putInt(count).array()));
    }
  }

  static void sharedSocketTwice() throws IOException {
    Raw link = Raw.connect();
    int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
    link.write(listen(local('U', port, 0), 0));
    link.flood(times(1000, frame('Y', NOTHING)), 100);
  }

  /** What the primary believes to be this end of the link is full of something else, for ever. */
  static void endlessTwin() throws Exception {
    Link link = Link.open();
    Fd[] pair = new Sockets().pair();
    link.stream().write(frame('T', 0, 1, NOTHING), pair[0].number());
    Thread flood = new Thread(() -> pour(pair[1]));
    flood.setDaemon(true);
    flood.start();
    try (SocketChannel _ = link.client();
        SocketChannel _ = link.connection()) {
      Raw channel = Raw.channel();
      channel.write(frame('V', NOTHING)); // the primary takes back what was not acknowledged
      Thread.sleep(2000); // as long as a primary that falls for it would be seen to hang
    }
  }

  private static void pour(Fd into) {
    try (DescriptorSocket socket = new DescriptorSocket(4096)) {
      while (true) {
        int _ = socket.send(into.number(), new byte[4096], 0, 4096);
      }
    } catch (IOException e) {
      // the primary has closed it
    }
  }

  static void takeAndLinger() throws IOException {
    Link link = Link.open();
    SocketChannel client = link.client();
    SocketChannel connection = link.connection();
    HostileDescriptors.Lingering.fill(connection);
    HostileDescriptors.closeAtOnce(Raw.number(connection));
    link.stream().write(frame('A', NOTHING));
    IO.println("lingering with " + client);
  }
}
