package dev.prefork.bench.load;

import dev.prefork.bench.programs.FirstFork;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One way to start a server several times at once. */
public sealed interface Starter extends AutoCloseable {
  /**
   * How long it took.
   *
   * @param online until all processes had told their primary that they are there; NaN if there is
   *     no primary
   * @param listening until all listened
   */
  record Millis(double online, double listening) {}

  String name();

  /** Starts so many, waits until all listen, and ends them. */
  Millis start(int count) throws IOException, InterruptedException;

  @Override
  void close();

  /**
   * Processes of their own, which write a line when they listen.
   *
   * @param command of each
   */
  record Alone(String name, List<String> command) implements Starter {
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
   * Workers of a primary, which is told how many.
   *
   * @param primary answers with milliseconds
   */
  record Forked(String name, Dialogue primary) implements Starter {
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

  /** The first worker of a primary that has just been started. */
  record First(String name) implements Starter {
    @Override
    public Millis start(int count) throws IOException, InterruptedException {
      Process process = Programs.primary(FirstFork.class).start();
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
      throw new IOException("a program did not listen");
    }
    return line;
  }
}
