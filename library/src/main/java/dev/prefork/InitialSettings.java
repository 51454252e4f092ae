package dev.prefork;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Reads the initial settings from system properties and environment variables, for programs that do
 * not call Prefork. Properties take precedence over variables, and Prefork's variables over Node's.
 * An invalid value is an error, except in Node's variable: Node ignores it, too.
 */
final class InitialSettings {
  private static final String POLICY_PROPERTY = "prefork.schedulingPolicy";
  private static final String POLICY_VARIABLE = "PREFORK_SCHED_POLICY";
  private static final String NODE_VARIABLE = "NODE_CLUSTER_SCHED_POLICY";
  private static final String PORTS_PROPERTY = "prefork.ports";
  private static final String PORTS_VARIABLE = "PREFORK_PORTS";
  private static final String MOVE_PROPERTY = "prefork.moveConnections";
  private static final String MOVE_VARIABLE = "PREFORK_MOVE_CONNECTIONS";

  private final Properties properties;
  private final Map<String, String> environment;

  private InitialSettings(Properties properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /**
   * Reads the settings.
   *
   * @throws IllegalArgumentException if a value is invalid; the message has the name of the
   *     property or variable, the value and the reason
   */
  static Settings read(Properties properties, Map<String, String> environment) {
    InitialSettings initial = new InitialSettings(properties, environment);
    return new Settings(
        new SettingValues(initial.policy(), initial.ports(), initial.moveConnections()));
  }

  private SchedulingPolicy policy() {
    String source = configuredBy(POLICY_PROPERTY, POLICY_VARIABLE);
    if (source != null) {
      return policy(source);
    }
    SchedulingPolicy ofNode = SchedulingPolicy.byName(environment.get(NODE_VARIABLE));
    return ofNode == null ? SchedulingPolicy.ROUND_ROBIN : ofNode;
  }

  private SchedulingPolicy policy(String source) {
    String name = value(source);
    SchedulingPolicy policy = SchedulingPolicy.byName(name);
    if (policy == null) {
      throw new IllegalArgumentException(
          "invalid %s '%s': expected one of %s".formatted(source, name, SchedulingPolicy.names()));
    }
    return policy;
  }

  private PortRules ports() {
    String source = configuredBy(PORTS_PROPERTY, PORTS_VARIABLE);
    if (source == null) {
      return PortRules.NONE;
    }
    try {
      return PortRules.parse(value(source));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
    }
  }

  private boolean moveConnections() {
    String source = configuredBy(MOVE_PROPERTY, MOVE_VARIABLE);
    return source == null || isOn(source);
  }

  /** Accepts what the command accepts, which reads the same variable. */
  private boolean isOn(String source) {
    return switch (value(source)) {
      case "on", "true", "yes" -> true;
      case "off", "false", "no" -> false;
      case String other ->
          throw new IllegalArgumentException(
              "invalid %s '%s': expected on or off".formatted(source, other));
    };
  }

  /** {@return the name of the property, or else of the variable, that has a value} */
  private @Nullable String configuredBy(String property, String variable) {
    if (!value(property).isBlank()) {
      return property;
    }
    return value(variable).isBlank() ? null : variable;
  }

  private String value(String source) {
    String property = properties.getProperty(source);
    return property == null ? environment.getOrDefault(source, "") : property;
  }
}
