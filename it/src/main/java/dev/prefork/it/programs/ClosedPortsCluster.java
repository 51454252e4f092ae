package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Listening;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * A cluster that is started and disconnected {@code rounds=} times. Each time, the primary checks
 * whether the port, for TCP and UDP, and the path are free: when the last worker has exited, and
 * when the cluster is disconnected. The arguments {@code policy=}, {@code port=} and {@code path=}
 * are required.
 */
public final class ClosedPortsCluster {
  private static final int WORKERS = 2;

  /** A TCP port, a UDP port, and a path. */
  private static final int PORTS = 3;

  private ClosedPortsCluster() {}

  /** Runs the primary or a worker. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (!Cluster.isPrimary()) {
      serve(arguments);
      return;
    }
    SchedulingPolicy policy =
        Objects.requireNonNull(SchedulingPolicy.byName(arguments.text("policy")));
    Cluster.setupPrimary(settings -> settings.withSchedulingPolicy(policy));
    Cluster.on(Exit.class, exit -> atExit(exit, arguments));
    for (int round = 1; round <= arguments.number("rounds"); round++) {
      disconnectWhenAllListen();
      IO.println("round " + round + " " + boundAddresses(arguments));
    }
  }

  private static void serve(Arguments arguments) throws IOException {
    ChannelServer server = ChannelServer.start(arguments.number("port"));
    ChannelServer atPath = ChannelServer.start(Path.of(arguments.text("path")));
    DatagramChannel datagrams =
        DatagramChannel.open().bind(new InetSocketAddress(arguments.number("port")));
    IO.println("serves " + server.address() + atPath.address() + datagrams.getLocalAddress());
  }

  private static void atExit(Exit exit, Arguments arguments) {
    if (Cluster.workers().isEmpty()) {
      IO.println(
          "exit " + exit.worker().id() + " " + exit.status() + " " + boundAddresses(arguments));
    }
  }

  private static void disconnectWhenAllListen() throws InterruptedException {
    CountDownLatch listening = new CountDownLatch(WORKERS * PORTS);
    for (int i = 0; i < WORKERS; i++) {
      Cluster.fork().on(Listening.class, _ -> listening.countDown());
    }
    listening.await();
    Cluster.disconnect().join();
  }

  private static String boundAddresses(Arguments arguments) {
    int port = arguments.number("port");
    return "tcp=%s udp=%s path=%s"
        .formatted(tcp(port), udp(port), Files.exists(Path.of(arguments.text("path"))));
  }

  private static boolean tcp(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean udp(int port) {
    try (DatagramSocket _ = new DatagramSocket(port)) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
