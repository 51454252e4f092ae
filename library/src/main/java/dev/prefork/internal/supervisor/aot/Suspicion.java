package dev.prefork.internal.supervisor.aot;

import dev.prefork.model.ExitStatus;
import dev.prefork.model.Signal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a worker may have ended because of its AOT cache. */
public final class Suspicion {
  /** A JVM that has run into something that is not Java. */
  private static final Set<Signal> CRASHES =
      EnumSet.of(Signal.SIGILL, Signal.SIGABRT, Signal.SIGBUS, Signal.SIGFPE, Signal.SIGSEGV);

  /** What a JVM says that cannot start; the first is the VM's, the second its launcher's. */
  private static final List<String> NO_JVM =
      List.of(
          "Error occurred during initialization of ", "Could not create the Java Virtual Machine");

  private Suspicion() {}

  /**
   * Whether a cache can be the cause. An exit code is the program's own, once it runs.
   *
   * @param connected whether its JVM came to run a program
   * @param lastLines what it wrote last
   */
  public static boolean isPossible(ExitStatus status, boolean connected, List<String> lastLines) {
    Signal signal = status.signal();
    if (signal != null) {
      return CRASHES.contains(signal);
    }
    return !connected
        && !status.isSuccess()
        && lastLines.stream().anyMatch(line -> NO_JVM.stream().anyMatch(line::contains));
  }
}
