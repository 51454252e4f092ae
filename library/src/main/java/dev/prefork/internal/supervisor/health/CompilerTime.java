package dev.prefork.internal.supervisor.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Measures how busy the compilers of a JVM are, by the processor time of their threads. */
public final class CompilerTime {
  private CompilerTime() {}

  /** Returns the processor time of a JVM's compiler threads so far, in ns; 0 if it has exited. */
  public static long nanosOf(long pid) {
    long nanos = 0;
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads) {
        nanos += nanosOf(thread);
      }
    } catch (IOException e) {
      return 0;
    }
    return nanos;
  }

  private static long nanosOf(Path thread) {
    try {
      return isCompiler(read(thread.resolve("comm"))) ? onProcessor(thread) : 0;
    } catch (IOException e) {
      return 0; // the thread has ended
    }
  }

  /** The kernel keeps 15 characters of a name, such as "C2 CompilerThread0". */
  private static boolean isCompiler(String name) {
    return name.startsWith("C1 Compiler") || name.startsWith("C2 Compiler");
  }

  /** The first number of schedstat is the time on a processor. */
  private static long onProcessor(Path thread) throws IOException {
    String times = read(thread.resolve("schedstat"));
    return Long.parseLong(times.substring(0, times.indexOf(' ')));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
