package dev.prefork.it.hostile;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Exit;
import dev.prefork.Failure;
import dev.prefork.Fork;
import dev.prefork.Listening;
import dev.prefork.Settings;
import dev.prefork.Worker;
import dev.prefork.it.programs.ScriptedCluster;
import dev.prefork.model.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

/**
 * Two workers that serve {@code port=}, and others that attack when they are ordered to: a line
 * {@code attack NAME} on standard input forks one. Messages have no listener, or with {@code
 * listen} one that prints them.
 *
 * <pre>
 * advanced   messages are objects        uid=N   hostile workers become this user
 * </pre>
 */
public final class HostileCluster {
  private static final String ATTACK = "HOSTILE_ATTACK";

  private HostileCluster() {}

  /** Runs the primary, a worker that serves, or one that attacks. */
  public static void main(String[] args) throws Exception {
    List<String> words = List.of(args);
    String attack = System.getenv(ATTACK);
    if (Cluster.isPrimary()) {
      lead(words);
    } else if (attack != null) {
      IO.println("attacking " + id() + " " + attack);
      Attack.valueOf(attack).run();
      IO.println("attacked " + id() + " " + attack);
    } else {
      ScriptedCluster.main(args);
    }
  }

  private static String id() {
    return System.getenv("PREFORK_WORKER_ID");
  }

  private static void lead(List<String> words) {
    Cluster.on(Fork.class, e -> tell("fork", e.worker(), ""));
    Cluster.on(Listening.class, e -> tell("listening", e.worker(), ""));
    Cluster.on(Failure.class, e -> tell("failure", e.worker(), " " + e.reason().getMessage()));
    Cluster.on(Disconnect.class, e -> tell("disconnect", e.worker(), ""));
    Cluster.on(Exit.class, e -> tell("exit", e.worker(), " " + e.status()));
    if (words.contains("advanced")) {
      Cluster.setupPrimary(s -> s.withSerialization(Serialization.ADVANCED));
      Cluster.on(dev.prefork.Message.class, e -> tell("message", e.worker(), ""));
    }
    Worker _ = Cluster.fork();
    Worker _ = Cluster.fork();
    Thread orders = new Thread(() -> obey(words));
    orders.setDaemon(true);
    orders.start();
  }

  private static void obey(List<String> words) {
    Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      String[] order = lines.nextLine().split(" ", 2);
      Settings usual = Cluster.settings();
      words.stream()
          .filter(word -> word.startsWith("uid="))
          .forEach(
              word -> Cluster.setupPrimary(s -> s.withUid(Integer.valueOf(word.substring(4)))));
      Worker _ = Cluster.fork(Map.of(ATTACK, order[1]));
      Cluster.setupPrimary(usual);
    }
  }

  private static void tell(String event, Worker worker, String more) {
    IO.println(event + " " + worker.id() + " " + worker.pid() + more);
  }
}
