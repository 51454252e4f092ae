package dev.prefork.bench.programs;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import dev.prefork.Online;
import dev.prefork.Worker;
import dev.prefork.model.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * A primary that forks as many workers at once as it is told on standard input, and answers with
 * the milliseconds until all of them were online, and until all listened. Its twin is {@code
 * start.mjs}.
 */
public final class StartPeer {
  private volatile CountDownLatch online = new CountDownLatch(1);
  private volatile CountDownLatch listening = new CountDownLatch(1);

  private StartPeer() {
    Cluster.on(Online.class, _ -> online.countDown());
    Cluster.on(Listening.class, _ -> listening.countDown());
  }

  /**
   * Serves until standard input ends.
   *
   * @param args the workers' class path, and perhaps a file for an AOT cache: it is trained first,
   *     and used by all workers
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    StartPeer peer = new StartPeer();
    List<String> options = List.of();
    if (args.length > 1) {
      setup(args[0], Redirect.DISCARD); // a JVM tells how it makes a cache
      peer.train(args[1]);
      options = AotOptions.use(args[1]);
    }
    setup(args[0], Redirect.INHERIT);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      System.out.println(peer.start(Integer.parseInt(line), options));
    }
  }

  private static void setup(String classPath, Redirect errors) {
    Cluster.setupPrimary(
        Cluster.settings()
            .withExec(HelloServer.class.getName())
            .withClassPath(classPath)
            .withArgs(List.of("0", "quiet"))
            .withExecArgv(List.of())
            .withStdio(Redirect.DISCARD, Redirect.DISCARD, errors));
  }

  private void train(String cache) throws IOException, InterruptedException {
    Worker worker = Cluster.fork(Map.of(), List.of(AotOptions.train(cache)));
    listening.await();
    Thread.sleep(AotOptions.SETTLING_MILLIS);
    boolean _ = worker.kill(Signal.SIGTERM);
    worker.onExit().join();
  }

  private String start(int count, List<String> options) throws IOException, InterruptedException {
    online = new CountDownLatch(count);
    listening = new CountDownLatch(count);
    List<Worker> workers = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < count; i++) {
      workers.add(Cluster.fork(Map.of(), options));
    }
    online.await();
    double onlineMillis = millisSince(start);
    listening.await();
    double listeningMillis = millisSince(start);
    for (Worker worker : workers) {
      boolean _ = worker.kill(Signal.SIGKILL);
    }
    workers.forEach(worker -> worker.onExit().join());
    return onlineMillis + " " + listeningMillis;
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
