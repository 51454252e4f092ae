package dev.prefork.bench.servers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time of each thread of some processes, as the scheduler counts it in nanoseconds.
 * The times of whole processes would have a resolution of 10 ms only.
 */
public final class ProcessorTime {
  private final Map<String, Long> threads = new HashMap<>();

  private ProcessorTime() {}

  /** Reads the current times. */
  static ProcessorTime of(Stream<ProcessHandle> processes) throws IOException {
    ProcessorTime time = new ProcessorTime();
    for (ProcessHandle process : processes.toList()) {
      time.add(Path.of("/proc", Long.toString(process.pid()), "task"));
    }
    return time;
  }

  private void add(Path tasks) throws IOException {
    if (!Files.exists(tasks)) {
      return; // the process has just exited
    }
    try (Stream<Path> all = Files.list(tasks)) {
      for (Path task : all.toList()) {
        add(task.getFileName().toString(), task.resolve("schedstat"));
      }
    }
  }

  private void add(String thread, Path file) {
    try {
      String text = Files.readString(file, StandardCharsets.US_ASCII);
      threads.put(thread, Long.parseLong(text.substring(0, text.indexOf(' '))));
    } catch (IOException e) {
      // the thread has just exited
    }
  }

  /** {@return the processor time since then, without threads that have exited in the meantime} */
  public double microsSince(ProcessorTime earlier) {
    long nanos = 0;
    for (Map.Entry<String, Long> thread : threads.entrySet()) {
      nanos += thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L);
    }
    return nanos / 1000.0;
  }
}
