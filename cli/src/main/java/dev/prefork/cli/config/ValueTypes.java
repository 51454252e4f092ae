package dev.prefork.cli.config;

import dev.prefork.model.PortRules;
import dev.prefork.model.Range;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.TimeRange;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types of values. */
final class ValueTypes {
  /** Short enough for the path of a socket, and never a worker number, because of the letter. */
  private static final Pattern NAME_PATTERN = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,49}");

  private static final List<String> ON = List.of("on", "true", "yes");
  private static final List<String> OFF = List.of("off", "false", "no");

  static final ValueType<Duration> DURATION = Bounded.duration(TimeRange.ANY);
  static final ValueType<Duration> POSITIVE = Bounded.duration(TimeRange.POSITIVE);
  static final ValueType<Long> SIZE = Bounded.size(Range.BYTES);
  static final ValueType<String> TEXT = text("TEXT");
  static final ValueType<String> PATH = text("PATH");
  static final ValueType<String> NAME = new Simple<>("NAME", ValueTypes::name, Function.identity());
  static final ValueType<Boolean> SWITCH =
      new Simple<>("on|off", ValueTypes::onOrOff, value -> value ? "on" : "off");
  static final ValueType<SchedulingPolicy> POLICY =
      new Simple<>("POLICY", ValueTypes::policy, SchedulingPolicy::shortName);
  static final ValueType<PortRules> PORTS =
      new Simple<>("RULES", PortRules::parse, PortRules::toString);
  static final ValueType<Readiness> READINESS =
      new Simple<>("WHEN", ValueTypes::readiness, ValueTypes::written);
  static final ValueType<LogOptions.Format> FORMAT =
      new Simple<>("FORMAT", ValueTypes::format, ValueTypes::lowerCase);

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
    return new Simple<>(label, ValueTypes::nonEmpty, Function.identity());
  }

  private static String nonEmpty(String text) {
    if (text.isEmpty()) {
      throw ValueType.invalid("value", text, "at least one character");
    }
    return text;
  }

  private static String name(String text) {
    if (!NAME_PATTERN.matcher(text).matches()) {
      throw ValueType.invalid(
          "name", text, "a letter, then up to 49 letters, digits, dots, dashes or underscores");
    }
    return text;
  }

  private static boolean onOrOff(String text) {
    if (!ON.contains(text) && !OFF.contains(text)) {
      throw ValueType.invalid("value", text, "on or off");
    }
    return ON.contains(text);
  }

  private static SchedulingPolicy policy(String text) {
    SchedulingPolicy policy = SchedulingPolicy.byName(text);
    if (policy == null) {
      throw ValueType.invalid("policy", text, "one of " + SchedulingPolicy.names());
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
      // reported below
    }
    throw ValueType.invalid(
        "criterion", text, "listening, said, or a URL such as http://localhost:8080/health");
  }

  private static String written(Readiness readiness) {
    return switch (readiness) {
      case Readiness.OnListening() -> "listening";
      case Readiness.OnReadyCall() -> "said";
      case Readiness.OnHttpOk(URI target) -> target.toString();
    };
  }

  private static LogOptions.Format format(String text) {
    List<LogOptions.Format> formats = List.of(LogOptions.Format.values());
    return formats.stream()
        .filter(format -> lowerCase(format).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                ValueType.invalid(
                    "format",
                    text,
                    formats.stream()
                        .map(ValueTypes::lowerCase)
                        .collect(Collectors.joining(", ", "one of ", ""))));
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
