package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.message.MainStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The thread that runs the program's main method. */
final class MainThread {
  private static final String OURS = "dev.prefork.internal.";
  private static final List<String> JDK =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.tools.javac.launcher.");

  private final Thread thread;

  /** The one that calls this. */
  MainThread() {
    thread = Thread.currentThread();
  }

  MainStack stack() {
    return of(thread.getStackTrace());
  }

  /** Tells the primary. */
  void tell(PrimaryChannel channel) {
    CompletableFuture<Void> _ = channel.sendControl(stack().encode());
  }

  /** From the innermost frame; of the others those of the program. */
  static MainStack of(StackTraceElement[] trace) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().equals(KeepAliveThread.class.getName())) {
        return new MainStack(List.of()); // it has nothing to do but to keep the JVM alive
      }
      if (frame.getClassName().startsWith(OURS)) {
        break;
      }
      if (frames.isEmpty() || !isOfJdk(frame)) {
        frames.add(frame.toString());
      }
    }
    return new MainStack(frames);
  }

  private static boolean isOfJdk(StackTraceElement frame) {
    return JDK.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
