package dev.prefork.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.programs.support.FreePorts;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One connection of a client. */
public final class Client implements AutoCloseable {
  private final Closeable socket;
  private final long start = System.nanoTime();
  private final BufferedReader in;
  private final OutputStream out;

  private Client(Socket socket) throws IOException {
    this(socket, socket.getInputStream(), socket.getOutputStream());
  }

  private Client(Closeable socket, InputStream in, OutputStream out) {
    this.socket = socket;
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = out;
  }

  /** A port that nobody has, for TCP or UDP: see {@link FreePorts}. */
  public static int freePort() {
    return FreePorts.next();
  }

  /**
   * Asks two workers until the first of them is next. On a busy machine one that takes its first
   * connection may be so slow that it is passed over.
   */
  public static void awaitTurnOfTheFirst(int port) {
    Await.until("worker 1 is next", () -> ask(port).worker() == 1 && ask(port).worker() == 2);
  }

  /** Waits until somebody listens on a port. */
  public static void awaitListener(int port) {
    Await.until("somebody listens on " + port, () -> Proc.listens(port));
  }

  /** Asks by a datagram. */
  public static Answer askByDatagram(int port, String question) {
    try (DatagramSocket socket = new DatagramSocket()) {
      long start = System.nanoTime();
      byte[] bytes = question.getBytes(StandardCharsets.UTF_8);
      InetAddress host = InetAddress.getLoopbackAddress();
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.send(new DatagramPacket(bytes, bytes.length, host, port));
      DatagramPacket answer = new DatagramPacket(new byte[1000], 1000);
      socket.receive(answer);
      String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
      return Answer.parse(text, Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      throw new UncheckedIOException("UDP port " + port, e);
    }
  }

  /** Connects without saying anything. */
  public static Client connect(int port) {
    try {
      return connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port, e);
    }
  }

  /** Connects without saying anything. */
  public static Client connect(InetSocketAddress address) throws IOException {
    return connect(new Socket(), address);
  }

  private static Client connect(Socket socket, InetSocketAddress address) throws IOException {
    int patience = (int) Await.PATIENCE.toMillis();
    socket.setSoTimeout(patience);
    socket.connect(address, patience);
    return new Client(socket);
  }

  /** Connects from an address of this machine, such as any that begins with 127, and asks. */
  public static Client begin(int port, InetAddress from, String question) {
    try {
      Socket socket = new Socket();
      socket.bind(new InetSocketAddress(from, 0));
      return connect(socket, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
          .say(question);
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " from " + from, e);
    }
  }

  /** Connects from an address of this machine, asks and waits for the answer. */
  public static Answer ask(int port, InetAddress from) {
    try (Client client = begin(port, from, "who")) {
      return client.answer();
    }
  }

  /** Connects without saying anything. */
  public static Client connect(Path path) {
    try {
      SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
      CompletableFuture.delayedExecutor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> end(channel)); // these have no timeout
      return new Client(
          channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
    } catch (IOException e) {
      throw new UncheckedIOException("path " + path, e);
    }
  }

  private static void end(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connects, asks and waits for the answer. */
  public static Answer ask(Path path) {
    try (Client client = connect(path).say("who")) {
      return client.answer();
    }
  }

  /** Connects and asks; the answer may come later. */
  public static Client begin(int port, String question) {
    return connect(port).say(question);
  }

  /** Connects, asks and waits for the answer. */
  public static Answer ask(int port) {
    return ask(port, "who");
  }

  /** Connects, asks and waits for the answer. */
  public static Answer ask(int port, String question) {
    try (Client client = begin(port, question)) {
      return client.answer();
    }
  }

  /** Asks so many times, one after the other. */
  public static Stream<Answer> askTimes(int times, int port) {
    return IntStream.range(0, times).mapToObj(_ -> ask(port));
  }

  /** Asks so many clients' question at once; all are connected before the first is answered to. */
  public static List<Client> beginTimes(int times, int port) {
    return IntStream.range(0, times).mapToObj(i -> begin(port, "client-" + i)).toList();
  }

  /** Connects so many times and says the same. */
  public static List<Client> beginTimes(int times, int port, String question) {
    return IntStream.range(0, times).mapToObj(_ -> begin(port, question)).toList();
  }

  /** Asks by HTTP. */
  public static Answer get(int port) {
    try (Client client = beginGet(port)) {
      return client.answer();
    }
  }

  /** Asks by HTTP for a line of text. */
  public static String getText(int port) {
    try (Client client = beginGet(port)) {
      return client.readBody();
    }
  }

  private static Client beginGet(int port) {
    Client client = begin(port, "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r");
    assertThat(client.readLine()).isEqualTo("HTTP/1.1 200 OK");
    while (!client.readLine().isEmpty()) {
      // one header after the other
    }
    return client;
  }

  /** One line, which the server may have sent in chunks: then its length is before it. */
  private String readBody() {
    String line = readLine();
    return line.matches("[0-9a-f]+") ? readLine() : line;
  }

  /** Says a line. */
  public Client say(String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line. */
  public String readLine() {
    try {
      return in.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the connection has ended, orderly or not, without another byte. */
  public boolean isEnded() {
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Waits for the answer, which must be all that comes. */
  public Answer answer() {
    String line = readLine();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(readLine()).as("what comes after the answer").isNull();
    return Answer.parse(line, took);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
