package dev.prefork.bench.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that reads commands from standard input, one per line, and answers each with a line. It
 * exits at the end of its input.
 */
public final class CommandProcess implements AutoCloseable {
  private final String program;
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  /** Starts the process, which inherits standard error. */
  public CommandProcess(ProcessBuilder builder) throws IOException {
    program = Path.of(builder.command().getFirst()).getFileName().toString();
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    commands = process.outputWriter();
    answers = process.inputReader();
  }

  /** Sends a command, and does not wait for the answer. */
  public void send(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
  }

  private String receive() throws IOException {
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(program + " exited early");
    }
    return answer;
  }

  /** {@return the answer to a command} */
  public String ask(String command) throws IOException {
    send(command);
    return receive();
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // the process has already exited
    }
    process.onExit().join();
  }
}
