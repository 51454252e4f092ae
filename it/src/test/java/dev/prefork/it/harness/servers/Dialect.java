package dev.prefork.it.harness.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.zip.CRC32;

/** How clients talk with a kind of server. */
public enum Dialect {
  HTTP("HTTP/1.1") {
    @Override
    Talk begin(InetAddress source, int port, boolean secure) throws IOException {
      Socket socket = connect(source, port);
      return new HttpTalk(secure ? TestKeys.secure(socket) : socket);
    }
  },
  ECHO("TCP") {
    @Override
    Talk begin(InetAddress source, int port, boolean secure) throws IOException {
      return new EchoTalk(connect(source, port));
    }
  },
  DATAGRAM("UDP") {
    @Override
    Talk begin(InetAddress source, int port, boolean secure) throws IOException {
      return new DatagramTalk(source, port);
    }

    @Override
    public int largest() {
      return 60_000;
    }
  },
  GRPC("gRPC") {
    @Override
    Talk begin(InetAddress source, int port, boolean secure) throws IOException {
      return new GrpcTalk(source, port, secure);
    }
  };

  static final int PATIENCE_MILLIS = 30_000;

  private final String title;

  Dialect(String title) {
    this.title = title;
  }

  /** As the documentation calls it. */
  public String title() {
    return title;
  }

  /** How many bytes a request is sent with. */
  public int largest() {
    return 1 << 20;
  }

  abstract Talk begin(InetAddress source, int port, boolean secure) throws IOException;

  private static Socket connect(InetAddress source, int port) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(source, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    try {
      socket.connect(server(port), PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new AssertionError("port " + port + " is not served", e);
    }
    return socket;
  }

  static InetSocketAddress server(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /** What a server that has received these would say. */
  public static String received(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }
}
