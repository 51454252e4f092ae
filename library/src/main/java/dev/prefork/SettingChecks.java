package dev.prefork;

import dev.prefork.model.PortRules;
import dev.prefork.model.Range;
import dev.prefork.model.TimeRange;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Rejects invalid values of settings, with the name of the setting. */
final class SettingChecks {
  private static final Redirect EMPTY_FILE = Redirect.from(new File("/dev/null"));
  private static final Range PORT = new Range(0, 65_535);
  private static final Range COUNT = new Range(0, Integer.MAX_VALUE);

  /** Each JVM can allocate an array of this size. */
  private static final Range MESSAGE_SIZE = new Range(1, 1 << 30);

  private static final Range QUEUE_SIZE = new Range(1, Range.BYTES.max());

  private SettingChecks() {}

  /** Supplies the same port to each worker. A record, so that equal settings are equal. */
  record FixedPort(int port) implements IntSupplier {
    @Override
    public int getAsInt() {
      return port;
    }
  }

  static int messageSize(int value) {
    return MESSAGE_SIZE.check("maxMessageSize", value);
  }

  static long queueSize(long value) {
    return QUEUE_SIZE.check("maxQueued", value);
  }

  static int count(String setting, int value) {
    return COUNT.check(setting, value);
  }

  static Duration time(String setting, Duration value) {
    boolean valid = TimeRange.ANY.contains(value) || value.equals(Settings.NO_LIMIT);
    return require(valid, setting, value, TimeRange.ANY + ", or Settings.NO_LIMIT");
  }

  static @Nullable Integer id(String setting, @Nullable Integer value) {
    return value == null ? null : Integer.valueOf(count(setting, value));
  }

  static @Nullable List<String> list(@Nullable List<String> words) {
    return words == null ? null : List.copyOf(words);
  }

  static PortRules ports(String rules) {
    try {
      return PortRules.parse(rules);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("setting ports: " + e.getMessage(), e);
    }
  }

  /** Called at the fork, because a supplier is asked only then. */
  static int port(int value) {
    return PORT.check("inspectPort", value);
  }

  static List<Redirect> stdio(Redirect in, Redirect out, Redirect err) {
    Redirect input = in.equals(Redirect.DISCARD) ? EMPTY_FILE : in;
    require(!writes(input), "stdio", in, "a readable standard input");
    require(!reads(out), "stdio", out, "a writable standard output");
    require(!reads(err), "stdio", err, "a writable standard error");
    return List.of(input, out, err);
  }

  private static boolean reads(Redirect redirect) {
    return redirect.type() == Redirect.Type.READ;
  }

  private static boolean writes(Redirect redirect) {
    return redirect.type() == Redirect.Type.WRITE || redirect.type() == Redirect.Type.APPEND;
  }

  private static <T> T require(boolean valid, String setting, T value, String expected) {
    if (!valid) {
      throw new IllegalArgumentException(
          "invalid %s %s: expected %s".formatted(setting, value, expected));
    }
    return value;
  }
}
