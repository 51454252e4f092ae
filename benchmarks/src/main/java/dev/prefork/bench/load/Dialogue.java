package dev.prefork.bench.load;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that does what a line tells it, answers with a line, and ends when there are no more.
 */
public final class Dialogue implements AutoCloseable {
  private final String program;
  private final Process process;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /** Starts it; what it says on its second output is ours. */
  public Dialogue(ProcessBuilder builder) throws IOException {
    program = Path.of(builder.command().getFirst()).getFileName().toString();
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  public void tell(String order) throws IOException {
    orders.write(order + "\n");
    orders.flush();
  }

  public String hear() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("a process of " + program + " ended early");
    }
    return answer;
  }

  public String ask(String order) throws IOException {
    tell(order);
    return hear();
  }

  @Override
  public void close() {
    try {
      orders.close();
    } catch (IOException e) {
      // it has ended before
    }
    process.onExit().join();
  }
}
