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
 * A primary that reads numbers of workers from standard input. It forks that many at once, and
 * answers with the milliseconds until all of them were online and until all listened. {@code
 * start.mjs} does the same on Node.
 */
public final class StartProgram {
  private volatile CountDownLatch online = new CountDownLatch(1);
  private volatile CountDownLatch listening = new CountDownLatch(1);

  private StartProgram() {
    Cluster.on(Online.class, _ -> online.countDown());
    Cluster.on(Listening.class, _ -> listening.countDown());
  }

  /**
   * Runs commands until the end of standard input.
   *
   * @param args the class path of the workers, and optionally a file for an AOT cache, which is
   *     trained first and used by all workers
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    StartProgram program = new StartProgram();
    List<String> options = List.of();
    if (args.length > 1) {
      setup(args[0], Redirect.DISCARD); // the JVM logs while it writes a cache
      program.train(args[1]);
      options = AotOptions.use(args[1]);
    }
    setup(args[0], Redirect.INHERIT);
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(program.start(Integer.parseInt(line), options));
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
