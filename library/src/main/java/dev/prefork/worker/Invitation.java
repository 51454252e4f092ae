package dev.prefork.worker;

import dev.prefork.ipc.WorkerVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the primary tells a worker in its environment.
 *
 * @param rendezvous the Unix socket on which the primary waits
 * @param token proves that this is the worker which was forked
 * @param primaryPid the process that forked this one
 * @param id the worker's number
 * @param graceMillis how long a leaving worker waits for its connections to end
 */
public record Invitation(Path rendezvous, byte[] token, long primaryPid, int id, long graceMillis) {
  /** True if the primary is gone. */
  boolean isVoid() {
    return ProcessHandle.of(primaryPid).isEmpty();
  }

  /**
   * Reads the environment.
   *
   * @throws IOException if this process was not forked by a primary
   */
  static Invitation ofThisProcess() throws IOException {
    try {
      return new Invitation(
          Path.of(variable(WorkerVariables.RENDEZVOUS)),
          HexFormat.of().parseHex(variable(WorkerVariables.TOKEN)),
          Long.parseLong(variable(WorkerVariables.PRIMARY)),
          Integer.parseInt(variable(WorkerVariables.ID)),
          Long.parseLong(variable(WorkerVariables.GRACE)));
    } catch (IllegalArgumentException e) {
      throw new IOException("a PREFORK_ variable of the environment is malformed", e);
    }
  }

  private static String variable(String name) throws IOException {
    @Nullable String value = System.getenv(name);
    if (value == null) {
      throw new IOException(
          name + " is not set: workers are started by Cluster.fork(), not by hand");
    }
    return value;
  }
}
