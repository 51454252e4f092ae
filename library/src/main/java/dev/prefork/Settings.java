package dev.prefork;

import dev.prefork.model.SchedulingPolicy;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How workers are forked. Node's {@code cluster.settings}. Immutable: each {@code with} method
 * returns a copy.
 *
 * @param exec what workers run, instead of the primary's own program: a {@code .jar}, a {@code
 *     .java} source file, {@code module/main.Class}, or a main class; null for the primary's own
 * @param classPath the class path of {@code exec}; null for the primary's
 * @param args the program's arguments; null for those of the primary
 * @param execArgv options for the workers' JVMs; null for the primary's own
 * @param schedulingPolicy who chooses the worker for a connection; fixed at the first fork
 * @param largestMessage the longest message that a worker may send, in bytes of JSON; a longer one
 *     closes its channel. Fixed at the first fork
 * @param disconnectGrace how long a leaving worker waits for its open connections, and then for its
 *     shutdown hooks
 */
public record Settings(
    @Nullable String exec,
    @Nullable String classPath,
    @Nullable List<String> args,
    @Nullable List<String> execArgv,
    SchedulingPolicy schedulingPolicy,
    int largestMessage,
    Duration disconnectGrace) {
  private static final int DEFAULT_LARGEST_MESSAGE = 64 << 20;
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

  /** Checks the values, and keeps unmodifiable copies of the lists. */
  public Settings {
    args = args == null ? null : List.copyOf(args);
    execArgv = execArgv == null ? null : List.copyOf(execArgv);
    if (largestMessage < 1) {
      throw new IllegalArgumentException("largestMessage must be positive: " + largestMessage);
    }
    if (disconnectGrace.isNegative()) {
      throw new IllegalArgumentException(
          "disconnectGrace must not be negative: " + disconnectGrace);
    }
  }

  static Settings defaults() {
    SchedulingPolicy policy = PolicyVariable.read(System.getenv());
    return new Settings(null, null, null, null, policy, DEFAULT_LARGEST_MESSAGE, DEFAULT_GRACE);
  }

  /**
   * With another program.
   *
   * @param newExec see {@link #exec}
   * @return a copy
   */
  public Settings withExec(@Nullable String newExec) {
    return new Settings(
        newExec, classPath, args, execArgv, schedulingPolicy, largestMessage, disconnectGrace);
  }

  /**
   * With another class path.
   *
   * @param newClassPath see {@link #classPath}
   * @return a copy
   */
  public Settings withClassPath(@Nullable String newClassPath) {
    return new Settings(
        exec, newClassPath, args, execArgv, schedulingPolicy, largestMessage, disconnectGrace);
  }

  /**
   * With other arguments for the program.
   *
   * @param newArgs see {@link #args}
   * @return a copy
   */
  public Settings withArgs(@Nullable List<String> newArgs) {
    return new Settings(
        exec, classPath, newArgs, execArgv, schedulingPolicy, largestMessage, disconnectGrace);
  }

  /**
   * With other options for the workers' JVMs.
   *
   * @param newExecArgv see {@link #execArgv}
   * @return a copy
   */
  public Settings withExecArgv(@Nullable List<String> newExecArgv) {
    return new Settings(
        exec, classPath, args, newExecArgv, schedulingPolicy, largestMessage, disconnectGrace);
  }

  /**
   * With another policy.
   *
   * @param newPolicy see {@link #schedulingPolicy}
   * @return a copy
   */
  public Settings withSchedulingPolicy(SchedulingPolicy newPolicy) {
    return new Settings(
        exec, classPath, args, execArgv, newPolicy, largestMessage, disconnectGrace);
  }

  /**
   * With another limit.
   *
   * @param bytes see {@link #largestMessage}
   * @return a copy
   */
  public Settings withLargestMessage(int bytes) {
    return new Settings(exec, classPath, args, execArgv, schedulingPolicy, bytes, disconnectGrace);
  }

  /**
   * With another grace period.
   *
   * @param grace see {@link #disconnectGrace}
   * @return a copy
   */
  public Settings withDisconnectGrace(Duration grace) {
    return new Settings(exec, classPath, args, execArgv, schedulingPolicy, largestMessage, grace);
  }
}
