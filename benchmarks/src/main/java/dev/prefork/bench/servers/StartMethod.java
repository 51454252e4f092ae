package dev.prefork.bench.servers;

import dev.prefork.bench.harness.CommandProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A way to start a server several times at once. */
public sealed interface StartMethod extends AutoCloseable {
  /**
   * The times of a start.
   *
   * @param online until all workers were online; NaN if there is no primary
   * @param listening until all processes listened
   */
  record Millis(double online, double listening) {}

  /** {@return the name of the row} */
  String name();

  /** Starts a number of servers, waits until all listen, and stops them. */
  Millis start(int count) throws IOException, InterruptedException;

  @Override
  void close();

  /**
   * Plain processes, which write a line when they listen.
   *
   * @param name the name of the row
   * @param command the command line of each process
   */
  record Plain(String name, List<String> command) implements StartMethod {
    @Override
    public Millis start(int count) throws IOException, InterruptedException {
      List<Process> processes = new ArrayList<>();
      try {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
          processes.add(
              new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
        }
        for (Process process : processes) {
          awaitLine(process);
        }
        return new Millis(Double.NaN, (System.nanoTime() - start) / 1e6);
      } finally {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
      }
    }

    @Override
    public void close() {}
  }

  /**
   * Workers of a primary that already runs.
   *
   * @param name the name of the row
   * @param primary reads the number of workers to fork, and answers with the milliseconds
   */
  record Forked(String name, CommandProcess primary) implements StartMethod {
    @Override
    public Millis start(int count) throws IOException {
      String[] words = primary.ask(Integer.toString(count)).split(" ", -1);
      return new Millis(Double.parseDouble(words[0]), Double.parseDouble(words[1]));
    }

    @Override
    public void close() {
      primary.close();
    }
  }

  /**
   * The first worker of a new primary.
   *
   * @param name the name of the row
   * @param command the command line of the primary
   */
  record FirstWorker(String name, List<String> command) implements StartMethod {
    @Override
    public Millis start(int count) throws IOException, InterruptedException {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      Millis millis = new Millis(Double.NaN, Double.parseDouble(awaitLine(process)));
      process.waitFor();
      return millis;
    }

    @Override
    public void close() {}
  }

  private static String awaitLine(Process process) throws IOException {
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null) {
      throw new IOException("a program exited before it listened");
    }
    return line;
  }
}
