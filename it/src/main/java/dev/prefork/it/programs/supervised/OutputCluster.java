package dev.prefork.it.programs.supervised;

import dev.prefork.Cluster;
import dev.prefork.Exit;
import dev.prefork.Worker;
import dev.prefork.internal.supervisor.logs.WorkerLogs;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.supervisor.model.LogOptions;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * A cluster whose worker writes {@code lines=} lines of a thousand bytes, or without that argument
 * two lines, the second without a line end. The primary copies the output to {@code out=FILE}, or
 * to its own standard output.
 */
public final class OutputCluster {
  private OutputCluster() {}

  /** Runs the primary or the worker. */
  public static void main(String[] args) throws Exception {
    Arguments arguments = Arguments.of(args);
    if (Cluster.isPrimary()) {
      runPrimary(arguments);
    } else if (arguments.has("lines")) {
      writeLines(arguments.number("lines"));
    } else {
      System.out.print("first words\nlast words");
      System.out.flush();
    }
  }

  private static void runPrimary(Arguments arguments) throws IOException {
    OutputStream out =
        arguments.has("out") ? new FileOutputStream(arguments.text("out")) : System.out;
    WorkerLogs logs = new WorkerLogs(LogOptions.DEFAULT, out, System.err);
    Cluster.setupPrimary(Cluster.settings().withSilent(true));
    Cluster.on(Exit.class, exit -> IO.println("exit " + text(exit, logs)));
    Worker worker = Cluster.fork();
    IO.println("fork " + worker.id() + " " + worker.pid());
    logs.attach(worker, 1, 1);
    IO.readln();
    logs.close();
  }

  private static String text(Exit exit, WorkerLogs logs) {
    int id = exit.worker().id();
    return id + " " + exit.status() + ": " + logs.lastLines(id).getLast();
  }

  private static void writeLines(int lines) {
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16));
    String rest = "x".repeat(990) + "\n";
    for (int i = 0; i < lines; i++) {
      out.print("%08d ".formatted(i));
      out.print(rest);
    }
    out.flush();
    System.exit(0);
  }
}
