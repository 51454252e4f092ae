package dev.prefork.bench.harness;

import dev.prefork.bench.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Reads the properties of the machine that the figures depend on. */
public final class Machine {
  private Machine() {}

  /** Adds the properties of the machine to the results. */
  public static void describe(Results results) throws IOException {
    results.fact("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    results.fact("processor", line(Path.of("/proc/cpuinfo"), "model name"));
    results.fact("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    results.fact("memory", line(Path.of("/proc/meminfo"), "MemTotal"));
    results.fact("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    results.fact(
        "JDK",
        System.getProperty("java.vendor.version", "")
            + " "
            + System.getProperty("java.vm.version"));
    results.fact("load average before", Files.readString(Path.of("/proc/loadavg")).strip());
  }

  private static String line(Path file, String name) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .orElse("unknown");
  }
}
