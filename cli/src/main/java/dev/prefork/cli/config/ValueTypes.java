package dev.prefork.cli.config;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.TimeRange;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that there are. */
final class ValueTypes {
  /**
   * Short enough for a socket's path; begins with a letter, so that it is never a worker's number.
   */
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,49}");

  private static final List<String> ON = List.of("on", "true", "yes");
  private static final List<String> OFF = List.of("off", "false", "no");

  static final ValueType<Duration> DURATION = new HumanDuration();
  static final ValueType<Duration> POSITIVE = new HumanDuration(TimeRange.POSITIVE);
  static final ValueType<Long> SIZE = new HumanSize();
  static final ValueType<String> TEXT = text("TEXT");
  static final ValueType<String> PATH = text("PATH");
  static final ValueType<String> NAMED =
      new Simple<>("NAME", ValueTypes::name, Function.identity());
  static final ValueType<Integer> WORKERS = new WorkerCount();
  static final ValueType<Boolean> SWITCH =
      new Simple<>("on|off", ValueTypes::onOrOff, value -> value ? "on" : "off");
  static final ValueType<SchedulingPolicy> POLICY =
      new Simple<>("POLICY", ValueTypes::policy, SchedulingPolicy::shortName);
  static final ValueType<PortRules> PORTS =
      new Simple<>("RULES", PortRules::parse, PortRules::toString);
  static final ValueType<Readiness> READINESS =
      new Simple<>("WHEN", ValueTypes::readiness, ValueTypes::written);
  static final ValueType<LogOptions.Format> FORMAT =
      new Simple<>("FORMAT", ValueTypes::format, ValueTypes::lower);

  private ValueTypes() {}

  private record Simple<T>(String label, Function<String, T> reading, Function<T, String> writing)
      implements ValueType<T> {
    @Override
    public T read(String text) {
      return reading.apply(text);
    }

    @Override
    public String write(T value) {
      return writing.apply(value);
    }
  }

  private static ValueType<String> text(String label) {
    return new Simple<>(label, ValueTypes::something, Function.identity());
  }

  private static String something(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("'' is empty: give a value, or leave it out");
    }
    return text;
  }

  private static String name(String text) {
    if (!NAME.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no name: take a letter, and up to 49 letters, digits, dots, dashes or"
              + " underscores");
    }
    return text;
  }

  private static boolean onOrOff(String text) {
    if (!ON.contains(text) && !OFF.contains(text)) {
      throw new IllegalArgumentException("'" + text + "' is neither on nor off");
    }
    return ON.contains(text);
  }

  private static SchedulingPolicy policy(String text) {
    SchedulingPolicy policy = SchedulingPolicy.byName(text);
    if (policy == null) {
      throw new IllegalArgumentException(
          "'" + text + "' is no policy: give one of " + SchedulingPolicy.names());
    }
    return policy;
  }

  private static Readiness readiness(String text) {
    return switch (text) {
      case "listening" -> new Readiness.OnListening();
      case "said" -> new Readiness.OnReadyCall();
      default -> new Readiness.OnHttpOk(target(text)); // which checks the port
    };
  }

  private static URI target(String text) {
    try {
      URI target = URI.create(text);
      if (target.getHost() != null && List.of("http", "https").contains(target.getScheme())) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "'"
            + text
            + "' says not when a worker is ready: give listening, said, or an address such as"
            + " http://localhost:8080/health");
  }

  private static String written(Readiness readiness) {
    return switch (readiness) {
      case Readiness.OnListening() -> "listening";
      case Readiness.OnReadyCall() -> "said";
      case Readiness.OnHttpOk(URI target) -> target.toString();
    };
  }

  private static LogOptions.Format format(String text) {
    return Arrays.stream(LogOptions.Format.values())
        .filter(format -> lower(format).equals(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("'" + text + "' is no format: give " + formats()));
  }

  private static String formats() {
    return Arrays.stream(LogOptions.Format.values())
        .map(ValueTypes::lower)
        .collect(Collectors.joining(", "));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
