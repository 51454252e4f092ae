package dev.prefork.it.harness;

import dev.prefork.it.programs.messages.MessageCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;

/** A primary and its worker, each of which is told what to do on a line of its own. */
public final class Conversation implements AutoCloseable {
  private final RunningCluster cluster;
  private final Socket worker;

  /**
   * How sending and hearing went so far.
   *
   * @param pending letters that are not sent yet
   * @param failed letters that could not be sent
   * @param queued bytes
   * @param poured letters that were sent one after the other
   * @param heard letters that the listener got
   * @param ordered whether each was a later one of its sender's
   */
  public record Outcome(
      int pending, int failed, long queued, int poured, int heard, boolean ordered) {}

  private Conversation(RunningCluster cluster, Socket worker) {
    this.cluster = cluster;
    this.worker = worker;
  }

  /** Starts both. */
  public static Conversation begin(String... arguments) {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      door.setSoTimeout((int) Await.PATIENCE.toMillis());
      RunningCluster cluster =
          Start.program(MessageCluster.class, arguments)
              .argument("control=" + door.getLocalPort())
              .run();
      cluster.awaitLine("fork 1 .*");
      return new Conversation(cluster, accept(door, cluster));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket accept(ServerSocket door, RunningCluster cluster) throws IOException {
    try {
      return door.accept();
    } catch (IOException e) {
      cluster.close();
      throw e;
    }
  }

  /** The two processes. */
  public RunningCluster cluster() {
    return cluster;
  }

  /** Gives the primary or the worker an order. */
  public void tell(String who, String order) {
    if (who.equals("primary")) {
      cluster.tell(order);
      return;
    }
    try {
      worker.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of the primary's or the worker's. */
  public MatchResult await(String who, String what) {
    return cluster.awaitLine(who + " " + what);
  }

  /** Asks the primary or the worker how it went. */
  public Outcome outcome(String who) {
    tell(who, "outcome");
    MatchResult found =
        await(
            who,
            "outcome pending=(\\d+) failed=(\\d+) queued=(\\d+) poured=(\\d+) heard=(\\d+)"
                + " ordered=(\\w+)");
    return new Outcome(
        Integer.parseInt(found.group(1)),
        Integer.parseInt(found.group(2)),
        Long.parseLong(found.group(3)),
        Integer.parseInt(found.group(4)),
        Integer.parseInt(found.group(5)),
        Boolean.parseBoolean(found.group(6)));
  }

  /** The other one. */
  public static String other(String who) {
    return who.equals("primary") ? "worker" : "primary";
  }

  /** The process of the primary or the worker. */
  public long pid(String who) {
    return who.equals("primary") ? cluster.pid() : cluster.pid(1);
  }

  @Override
  public void close() {
    cluster.close();
    try {
      worker.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
