package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Fork;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.Ledger;
import dev.prefork.supervisor.model.Report;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CompletableFuture;

/** Starts a {@link Supervisor} that prints what it notes, and reads orders to it. */
final class Foreman {
  private final Supervisor supervisor;

  /** What is done by order. */
  interface Orders {
    /** Obeys one; the first word is its name. */
    void obey(List<String> order) throws IOException;
  }

  private Foreman(Supervisor supervisor) {
    this.supervisor = supervisor;
  }

  static Foreman start(SupervisorOptions options) {
    Cluster.on(
        Fork.class, fork -> IO.println("fork " + fork.worker().id() + " " + fork.worker().pid()));
    Cluster.on(Exit.class, exit -> IO.println("exit " + exit.worker().id() + " " + exit.status()));
    Supervisor supervisor = Supervisor.start(options);
    supervisor.onNote(line -> IO.println("note " + line));
    return new Foreman(supervisor);
  }

  Supervisor supervisor() {
    return supervisor;
  }

  /** Reads lines from standard input until its end. */
  static void read(Orders orders) {
    Scanner lines = new Scanner(System.in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      String line = lines.nextLine();
      try {
        orders.obey(List.of(line.split(" ", -1)));
      } catch (IOException | RuntimeException e) {
        IO.println("refused " + line + ": " + e);
      }
    }
  }

  void scale(String workers) {
    follow("scale", supervisor.scale(Integer.parseInt(workers), Foreman::progress));
  }

  void stop(boolean graceful) {
    follow(graceful ? "stop" : "halt", supervisor.stop(graceful, Foreman::progress));
  }

  static void progress(String line) {
    IO.println("progress " + line);
  }

  /** Prints how an operation ends, when it does. */
  static void follow(String name, CompletableFuture<Report> operation) {
    var _ = operation.thenAccept(report -> tell(name, report));
  }

  static void tell(String name, Report report) {
    String result = report.succeeded() ? "succeeded" : "failed";
    IO.println(name + " " + result + " g" + report.generation() + ": " + report.summary());
    Ledger ledger = report.ledger();
    IO.println(
        "%s ledger accepted=%d redispatched=%d drained=%d forced=%d lost=%d"
            .formatted(
                name,
                ledger.accepted(),
                ledger.redispatched(),
                ledger.drained(),
                ledger.forced(),
                ledger.lost()));
    report.lastLines().forEach(line -> IO.println(name + " last line: " + line));
  }
}
