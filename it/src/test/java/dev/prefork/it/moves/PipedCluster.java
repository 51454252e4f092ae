package dev.prefork.it.moves;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** A cluster of {@code PipedWorker}s: the test is both the clients and the server. */
final class PipedCluster implements AutoCloseable {
  /** More exchanges than a connection needs that moves. */
  static final int MANY = 10;

  static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final RunningCluster cluster;
  private final ServerSocket control;
  private final int port;
  private final List<Wire> wires = new ArrayList<>();

  private PipedCluster(RunningCluster cluster, ServerSocket control, int port) {
    this.cluster = cluster;
    this.control = control;
    this.port = port;
  }

  /**
   * A connection.
   *
   * @param client the client's end
   * @param server the server's end
   * @param worker the pid of the worker that has it
   */
  record Connection(Wire client, Wire server, long worker) {
    /** A request, and its answer. */
    void exchange() {
      exchange(REQUEST, ANSWER);
    }

    void exchange(String request, String answer) {
      client.send(request);
      server.expect(request);
      answer(answer);
    }

    void answer() {
      answer(ANSWER);
    }

    private void answer(String answer) {
      server.send(answer);
      client.expect(answer);
    }

    /** The client ends it, and then the server does. */
    void end() {
      client.close();
      server.expectEnd();
      server.close();
    }
  }

  /** Starts one; the start lacks the arguments for the two ports. */
  static PipedCluster start(Start start, int port) {
    try {
      ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      control.setSoTimeout((int) Await.PATIENCE.toMillis());
      start.argument("port=" + port).argument("control=" + control.getLocalPort());
      return new PipedCluster(start.run(), control, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RunningCluster running() {
    return cluster;
  }

  /** Connects. */
  Connection connect() {
    return accept(Wire.connect(port));
  }

  /** The next worker that has accepted a client's connection, which may have moved to it. */
  Connection accept(Wire client) {
    try {
      Wire server = new Wire(control.accept());
      wires.addAll(List.of(client, server));
      return new Connection(client, server, Long.parseLong(server.readLine()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks on a connection until a request arrives at another worker. */
  Connection move(Connection from) {
    from.client().send(REQUEST);
    for (int i = 0; from.server().expectOrEnd(REQUEST); i++) {
      assertThat(i).isLessThan(MANY);
      from.answer();
      from.client().send(REQUEST);
    }
    from.server().close();
    Connection moved = accept(from.client());
    moved.server().expect(REQUEST);
    moved.answer();
    return moved;
  }

  /** True if a worker has accepted a connection that the test has not. */
  boolean isAnyMore() {
    try {
      control.setSoTimeout(1);
      control.accept().close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** A worker's descriptors of connections with clients. */
  Set<String> descriptors(long worker) {
    return Proc.accepted(worker, port);
  }

  /** Waits until a worker that drains follows what is said on all its connections. */
  void awaitRelays(long worker, Set<String> before) {
    Await.until(
        "other descriptors than " + before,
        () -> Collections.disjoint(before, descriptors(worker)));
  }

  @Override
  public void close() {
    try (control) {
      wires.forEach(Wire::close);
      cluster.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
