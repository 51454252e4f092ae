package dev.prefork.internal.supervisor.aot;

import dev.prefork.model.ExitStatus;
import dev.prefork.model.Signal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Decides whether the AOT cache may have crashed a worker. */
public final class CacheCrash {
  /** Signals that end a crashed JVM. */
  private static final Set<Signal> CRASHES =
      EnumSet.of(Signal.SIGILL, Signal.SIGABRT, Signal.SIGBUS, Signal.SIGFPE, Signal.SIGSEGV);

  /** Messages of a JVM that cannot start: of the VM and of its launcher. */
  private static final List<String> NO_JVM =
      List.of(
          "Error occurred during initialization of ", "Could not create the Java Virtual Machine");

  private CacheCrash() {}

  /** Returns whether only a crash ends a JVM in this way, even while it stops. */
  public static boolean isCrash(ExitStatus status) {
    Signal signal = status.signal();
    return signal != null && CRASHES.contains(signal);
  }

  /**
   * Returns whether the cache may be the cause. Once the program runs, an exit status is its own.
   *
   * @param connected whether the JVM has connected to the primary
   * @param lastLines the last lines that the worker wrote
   */
  public static boolean isPossible(ExitStatus status, boolean connected, List<String> lastLines) {
    if (status.signal() != null) {
      return isCrash(status);
    }
    return !connected
        && !status.isSuccess()
        && lastLines.stream().anyMatch(line -> NO_JVM.stream().anyMatch(line::contains));
  }
}
