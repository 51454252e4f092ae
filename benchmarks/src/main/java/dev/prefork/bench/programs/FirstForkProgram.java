package dev.prefork.bench.programs;

import dev.prefork.Cluster;
import dev.prefork.Listening;
import java.util.List;

/** A primary that forks one worker, and prints the milliseconds until it listened. */
public final class FirstForkProgram {
  private FirstForkProgram() {}

  /**
   * Forks the worker.
   *
   * @param args none
   */
  public static void main(String[] args) {
    Cluster.setupPrimary(
        Cluster.settings()
            .withExec(HelloServer.class.getName())
            .withArgs(List.of("0", "quiet"))
            .withExecArgv(List.of()));
    long start = System.nanoTime();
    Cluster.on(
        Listening.class,
        event -> {
          System.out.println((System.nanoTime() - start) / 1e6);
          event.worker().kill();
        });
    Cluster.fork();
  }
}
