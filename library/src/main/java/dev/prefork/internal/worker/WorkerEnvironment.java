package dev.prefork.internal.worker;

import dev.prefork.internal.host.WorkerVariables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What the primary tells a worker in its environment.
 *
 * @param primaryAddress the Unix socket on which the primary waits
 * @param token proves that this is the worker which was forked
 * @param primaryPid the process that forked this one
 * @param id the worker's number
 * @param graceMillis how long a leaving worker waits for its connections to end
 * @param threadGraceMillis how long the application's threads may go on after that
 * @param uid the user that it becomes, null to stay who it is
 * @param gid the group that it becomes, null to stay in its own
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
   * Set in the environment of a worker that ends as its program would alone, until it listens or
   * uses the library: a supervisor is to see that there is nothing to wait for.
   */
  public static final String ENDS_WITH_PROGRAM = WorkerVariables.ENDS_WITH_PROGRAM;

  /** True if it is to be another user, or in another group, than the primary. */
  boolean changesUser() {
    return uid != null || gid != null;
  }

  /** True if it is to end as its program would alone, until it listens. */
  boolean endsWithProgram() {
    return System.getenv(ENDS_WITH_PROGRAM) != null;
  }

  /** True if the primary is gone. */
  boolean isVoid() {
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
