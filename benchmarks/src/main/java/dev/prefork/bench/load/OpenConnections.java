package dev.prefork.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Long-lived connections to servers that send their process id. */
public final class OpenConnections implements AutoCloseable {
  /** The time that a server gets to notice the end of a connection. */
  private static final int PAUSE_MILLIS = 10;

  private static final int TIMEOUT_MILLIS = 10_000;

  private final int port;
  private final Random random = new Random(6);
  private final List<Connection> open = new ArrayList<>();

  /** A connection, and the name of the process that serves it. */
  private record Connection(Socket socket, String server) {}

  public OpenConnections(int port) {
    this.port = port;
  }

  /** Opens further connections, one by one. */
  public void open(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      open.add(new Connection(socket, readLine(socket.getInputStream())));
    }
  }

  private static String readLine(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new IOException("the server closed a connection that should stay open");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** Closes half of the connections, chosen at random, and opens a new one after each. */
  public void reopenHalf() throws IOException, InterruptedException {
    List<Connection> some = new ArrayList<>(open);
    Collections.shuffle(some, random);
    reopen(some.subList(0, some.size() / 2));
  }

  /** Closes the connections of half of the processes, and opens a new one after each. */
  public void reopenHalfOfProcesses() throws IOException, InterruptedException {
    List<String> servers = distribution().counts().keySet().stream().sorted().toList();
    List<String> half = servers.subList(0, servers.size() / 2);
    reopen(open.stream().filter(connection -> half.contains(connection.server())).toList());
  }

  private void reopen(List<Connection> some) throws IOException, InterruptedException {
    for (Connection connection : some) {
      connection.socket().close();
      open.remove(connection);
      Thread.sleep(PAUSE_MILLIS);
      open(1);
    }
  }

  /** {@return how many connections each process has} */
  public Distribution distribution() {
    return Distribution.of(open.stream().map(Connection::server));
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : open) {
      connection.socket().close();
    }
  }
}
