package dev.prefork.internal.worker;

import dev.prefork.internal.ipc.message.MainStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The thread that runs the program's main method. */
final class MainThread {
  private static final String PREFORK = "dev.prefork.internal.";
  private static final List<String> JDK =
      List.of("java.", "javax.", "jdk.", "sun.", "com.sun.tools.javac.launcher.");

  private final Thread thread;

  /** Remembers the calling thread. */
  MainThread() {
    thread = Thread.currentThread();
  }

  MainStack stack() {
    return of(thread.getStackTrace());
  }

  /** Sends the stack to the primary. */
  void send(PrimaryChannel channel) {
    CompletableFuture<Void> _ = channel.sendControl(stack().encode());
  }

  /** Keeps the innermost frame and all frames of the program. */
  static MainStack of(StackTraceElement[] trace) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : trace) {
      if (frame.getClassName().equals(KeepAliveThread.class.getName())) {
        return new MainStack(List.of()); // the main method has returned
      }
      if (frame.getClassName().startsWith(PREFORK)) {
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
