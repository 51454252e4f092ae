package dev.prefork.internal.worker;

import dev.prefork.internal.host.WorkerVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The options that a worker receives from the primary in its environment.
 *
 * @param primaryAddress the Unix-domain socket on which the primary accepts workers
 * @param token the token that identifies the worker
 * @param primaryPid the pid of the primary
 * @param id the worker's id
 * @param graceMillis the grace period for the worker's connections, in ms
 * @param threadGraceMillis how long the application's threads may run after that, in ms
 * @param uid the user id to switch to, null for the primary's
 * @param gid the group id to switch to, null for the primary's
 */
public record WorkerEnvironment(
    Path primaryAddress,
    byte[] token,
    long primaryPid,
    int id,
    long graceMillis,
    long threadGraceMillis,
    @Nullable Integer uid,
    @Nullable Integer gid) {
  /**
   * The variable of a worker that exits when its program returns, unless it listens or uses the
   * library. It lets a supervisor detect programs that do not serve.
   */
  public static final String ENDS_WITH_PROGRAM = WorkerVariables.ENDS_WITH_PROGRAM;

  /** {@return true if the worker runs as another user or group than the primary} */
  boolean changesUser() {
    return uid != null || gid != null;
  }

  /** {@return true if the worker exits when its program returns, unless it listens} */
  boolean endsWithProgram() {
    return System.getenv(ENDS_WITH_PROGRAM) != null;
  }

  /** {@return true if the primary's process has ended} */
  boolean isPrimaryGone() {
    return ProcessHandle.of(primaryPid).isEmpty();
  }

  /**
   * Reads the environment.
   *
   * @throws IOException if this process was not forked by a primary
   */
  static WorkerEnvironment ofThisProcess() throws IOException {
    try {
      return new WorkerEnvironment(
          Path.of(variable(WorkerVariables.RENDEZVOUS)),
          HexFormat.of().parseHex(variable(WorkerVariables.TOKEN)),
          Long.parseLong(variable(WorkerVariables.PRIMARY)),
          Integer.parseInt(variable(WorkerVariables.ID)),
          Long.parseLong(variable(WorkerVariables.GRACE)),
          Long.parseLong(variable(WorkerVariables.THREAD_GRACE)),
          number(WorkerVariables.UID),
          number(WorkerVariables.GID));
    } catch (IllegalArgumentException e) {
      throw new IOException("a PREFORK_ environment variable is malformed", e);
    }
  }

  private static @Nullable Integer number(String name) {
    String value = System.getenv(name);
    return value == null ? null : Integer.valueOf(value);
  }

  private static String variable(String name) throws IOException {
    @Nullable String value = System.getenv(name);
    if (value == null) {
      throw new IOException(name + " is not set; start workers with Cluster.fork()");
    }
    return value;
  }
}
