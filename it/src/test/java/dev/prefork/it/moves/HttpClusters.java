package dev.prefork.it.moves;

import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.Supervised;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.it.programs.moves.HttpWorker;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Clusters whose workers are {@code HttpWorker}s, and their clients. */
final class HttpClusters {
  /** As the tests' own JVMs have it: many small ones on few processors. */
  private static final String SMALL =
      "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx64m -Djava.io.tmpdir="
          + Start.TEMPORARY;

  private HttpClusters() {}

  /** Under a supervisor, which gets the words; answers take the workers some milliseconds. */
  static RunningCluster supervised(int port, int workers, int work, String... words) {
    RunningCluster cluster =
        Start.program(SupervisedCluster.class, words)
            .argument("workers=" + workers)
            .argument("exec=" + HttpWorker.class.getName())
            .argument("no-aot")
            .argument("--")
            .argument("port=" + port)
            .argument("work=" + work)
            .variable("XDG_STATE_HOME", Start.TEMPORARY)
            .variable("JDK_JAVA_OPTIONS", SMALL)
            .run();
    for (int worker = 1; worker <= workers; worker++) {
      Supervised.awaitServing(cluster, worker);
    }
    return cluster;
  }

  /** Under a primary that runs commands; it and the workers get the words. */
  static RunningCluster scripted(int port, int workers, String... words) {
    RunningCluster cluster =
        Start.program(ScriptedCluster.class, words)
            .argument("exec=" + HttpWorker.class.getName())
            .argument("port=" + port)
            .argument("workers=" + workers)
            .run()
            .ownListeners();
    for (int worker = 1; worker <= workers; worker++) {
      cluster.awaitListening(worker);
    }
    return cluster;
  }

  /** Connects until so many are served by a worker, and keeps those. */
  static List<KeptClient> connect(int count, int port, Predicate<Long> worker) {
    List<KeptClient> clients = new ArrayList<>();
    while (clients.size() < count) {
      KeptClient client = KeptClient.connect(port);
      if (worker.test(client.get())) {
        clients.add(client);
      } else {
        client.close();
      }
    }
    return clients;
  }
}
