package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.it.programs.servers.ChannelServer;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** A cluster of workers that do not listen to reason. The argument is a port. */
public final class StubbornCluster {
  private StubbornCluster() {}

  /** Runs either side. */
  public static void main(String[] args) throws Exception {
    if (Cluster.isPrimary()) {
      for (int i = 0; i < 4; i++) {
        Cluster.fork();
      }
      IO.println("forked");
      return;
    }
    switch (System.getenv("PREFORK_WORKER_ID")) {
      case "1" -> loop(Integer.parseInt(args[0]));
      case "2" -> deadlock();
      case "3" -> hangInHook(Integer.parseInt(args[0]));
      default -> failAll();
    }
  }

  private static void loop(int port) throws IOException {
    ChannelServer.start(port);
    IO.println("looping");
    long count = 0;
    while (count >= 0) {
      count = (count + 1) & 0xffff;
    }
  }

  private static void deadlock() throws InterruptedException {
    IO.println("deadlocked");
    new CountDownLatch(1).await();
  }

  private static void hangInHook(int port) throws IOException {
    ChannelServer.start(port);
    Runtime.getRuntime().addShutdownHook(new Thread(StubbornCluster::sleepForEver));
    IO.println("hooked");
  }

  private static void sleepForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      sleepForEver();
    }
  }

  /** The main thread ends with an exception while others go on. */
  private static void failAll() {
    Thread.ofPlatform().start(StubbornCluster::sleepForEver);
    IO.println("throwing");
    throw new IllegalStateException("main fails");
  }
}
