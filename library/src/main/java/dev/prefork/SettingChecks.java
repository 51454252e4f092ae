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

/** Which values settings may have. A wrong one is refused where it is given, by its name. */
final class SettingChecks {
  private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));
  private static final int MAX_PORT = 65_535;

  /** What an array of bytes holds in any JVM. */
  private static final Range MESSAGE = new Range(1, 1 << 30);

  private static final Range QUEUE = new Range(1, Range.BYTES.max());

  private SettingChecks() {}

  /** The same port whoever asks. */
  record FixedPort(int port) implements IntSupplier {
    @Override
    public int getAsInt() {
      return port;
    }
  }

  static int messageSize(String setting, int value) {
    return require(MESSAGE.contains(value), setting, value, "must be " + MESSAGE);
  }

  static long queueSize(String setting, long value) {
    return require(QUEUE.contains(value), setting, value, "must be " + QUEUE);
  }

  static int count(String setting, int value) {
    return require(value >= 0, setting, value, "must not be negative");
  }

  static Duration time(String setting, Duration value) {
    boolean holds = TimeRange.ANY.contains(value) || value.equals(Settings.NO_LIMIT);
    return require(holds, setting, value, "must be " + TimeRange.ANY + ", or NO_LIMIT");
  }

  static @Nullable Integer id(String setting, @Nullable Integer value) {
    return value == null ? null : Integer.valueOf(count(setting, value));
  }

  static PortRules ports(String rules) {
    try {
      return PortRules.parse(rules);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the setting ports has a wrong rule: " + e.getMessage(), e);
    }
  }

  /** At the fork, because only then a supplier is asked. */
  static int port(int value) {
    boolean isPort = value >= 0 && value <= MAX_PORT;
    return require(isPort, "inspectPort", value, "must be a port from 0 to " + MAX_PORT);
  }

  static List<Redirect> stdio(Redirect in, Redirect out, Redirect err) {
    Redirect input = in.equals(Redirect.DISCARD) ? NOTHING : in;
    require(!writes(input), "stdio", in, "must not write to what is standard input");
    require(!reads(out), "stdio", out, "must not read from what is standard output");
    require(!reads(err), "stdio", err, "must not read from what is standard error");
    return List.of(input, out, err);
  }

  private static boolean reads(Redirect redirect) {
    return redirect.type() == Redirect.Type.READ;
  }

  private static boolean writes(Redirect redirect) {
    return redirect.type() == Redirect.Type.WRITE || redirect.type() == Redirect.Type.APPEND;
  }

  private static <T> T require(boolean holds, String setting, T value, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("the setting " + setting + " " + rule + ": " + value);
    }
    return value;
  }
}
