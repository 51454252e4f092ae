package dev.prefork.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long each thread of some processes has run, as the scheduler counts it, in nanoseconds: the
 * times of processes come in steps of 10 ms.
 */
public final class ProcessorTime {
  private final Map<String, Long> threads = new HashMap<>();

  private ProcessorTime() {}

  /** As it is now. */
  static ProcessorTime of(Stream<ProcessHandle> processes) throws IOException {
    ProcessorTime time = new ProcessorTime();
    for (ProcessHandle process : processes.toList()) {
      time.add(Path.of("/proc", Long.toString(process.pid()), "task"));
    }
    return time;
  }

  private void add(Path tasks) throws IOException {
    if (!Files.exists(tasks)) {
      return; // it has just ended
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
      // the thread has just ended
    }
  }

  /** Of what passed since then; what threads did that have ended meanwhile is not in it. */
  public double microsSince(ProcessorTime earlier) {
    long nanos = 0;
    for (Map.Entry<String, Long> thread : threads.entrySet()) {
      nanos += thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L);
    }
    return nanos / 1000.0;
  }
}
