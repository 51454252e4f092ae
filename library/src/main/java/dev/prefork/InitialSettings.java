package dev.prefork;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What a program that cannot call us is told from outside: system properties count more than the
 * environment, and there our variables more than Node's. A value that means nothing is an error,
 * and ignored in Node's variable, as Node does.
 */
final class InitialSettings {
  private static final String POLICY_PROPERTY = "prefork.schedulingPolicy";
  private static final String POLICY_VARIABLE = "PREFORK_SCHED_POLICY";
  private static final String NODES_VARIABLE = "NODE_CLUSTER_SCHED_POLICY";
  private static final String PORTS_PROPERTY = "prefork.ports";
  private static final String PORTS_VARIABLE = "PREFORK_PORTS";

  private final Properties properties;
  private final Map<String, String> environment;

  private InitialSettings(Properties properties, Map<String, String> environment) {
    this.properties = properties;
    this.environment = environment;
  }

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException with the name of what is wrong, its value and the reason
   */
  static Settings read(Properties properties, Map<String, String> environment) {
    InitialSettings told = new InitialSettings(properties, environment);
    return Settings.defaults(told.policy(), told.ports());
  }

  private SchedulingPolicy policy() {
    String source = configuredBy(POLICY_PROPERTY, POLICY_VARIABLE);
    if (source != null) {
      return policy(source);
    }
    SchedulingPolicy nodes = SchedulingPolicy.byName(environment.get(NODES_VARIABLE));
    return nodes == null ? SchedulingPolicy.ROUND_ROBIN : nodes;
  }

  private SchedulingPolicy policy(String source) {
    String name = value(source);
    SchedulingPolicy policy = SchedulingPolicy.byName(name);
    if (policy == null) {
      throw new IllegalArgumentException(
          source
              + " is '"
              + name
              + "', which is no scheduling policy: set it to one of "
              + SchedulingPolicy.names());
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
      throw new IllegalArgumentException(source + " has a wrong rule: " + e.getMessage(), e);
    }
  }

  /** The name of the property, or else of the variable, that has a value. */
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
