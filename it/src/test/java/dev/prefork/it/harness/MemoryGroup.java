package dev.prefork.it.harness;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A control group with a limit to its memory. {@link #close} insists that nobody is left in it. */
public final class MemoryGroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Pattern KILLED = Pattern.compile("(?m)^oom_kill (\\d+)$");

  private final Path directory;
  private final boolean first;

  private MemoryGroup(Path directory, boolean first) {
    this.directory = directory;
    this.first = first;
  }

  /** A new one; the test is aborted where none may be made. */
  public static MemoryGroup of(long bytes) {
    boolean first = Files.exists(ROOT.resolve("memory/memory.limit_in_bytes"));
    Path parent = first ? ROOT.resolve("memory") : ROOT;
    Path directory = parent.resolve("prefork-" + UUID.randomUUID());
    try {
      Files.createDirectory(directory);
      String file = first ? "memory.limit_in_bytes" : "memory.max";
      Files.writeString(directory.resolve(file), Long.toString(bytes));
    } catch (IOException e) {
      boolean _ = directory.toFile().delete();
      abort("no control group can limit memory here: " + e + "; run the tests as root");
    }
    return new MemoryGroup(directory, first);
  }

  /** What has to stand before a command that is to run in it. */
  public String[] words() {
    String enter = "echo $$ > '%s/cgroup.procs' && exec \"$@\"".formatted(directory);
    return List.of("sh", "-c", enter, "sh").toArray(String[]::new);
  }

  /** How many processes the kernel has killed because there was no memory left. */
  public int killed() {
    String file = first ? "memory.oom_control" : "memory.events";
    try {
      Matcher killed = KILLED.matcher(Files.readString(directory.resolve(file)));
      return killed.find() ? Integer.parseInt(killed.group(1)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    Await.until("the control group is empty", () -> directory.toFile().delete());
  }
}
