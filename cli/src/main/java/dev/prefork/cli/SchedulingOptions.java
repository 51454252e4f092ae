package dev.prefork.cli;

import dev.prefork.Settings;
import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Who chooses the worker for a connection: the options of every command that runs a program. */
final class SchedulingOptions {
  @Option(
      names = "--policy",
      paramLabel = "POLICY",
      converter = PolicyName.class,
      completionCandidates = PolicyNames.class,
      description =
          "Who chooses the worker for a connection: ${COMPLETION-CANDIDATES}. By default what"
              + " PREFORK_SCHED_POLICY says, or rr.")
  private @Nullable SchedulingPolicy policy;

  @Option(
      names = "--ports",
      paramLabel = "RULES",
      converter = Rules.class,
      description =
          "Ports with a policy of their own, and ports that are each worker's own:"
              + " 8000=none,9010=exclude. By default what PREFORK_PORTS says.")
  private @Nullable PortRules ports;

  /** The settings with what was given. */
  Settings apply(Settings settings) {
    Settings changed = policy == null ? settings : settings.withSchedulingPolicy(policy);
    return ports == null ? changed : changed.withPorts(ports.toString());
  }

  /** The names that the help tells. */
  static final class PolicyNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(SchedulingPolicy.values()).map(SchedulingPolicy::shortName).iterator();
    }
  }

  /** A policy by its name. */
  static final class PolicyName implements ITypeConverter<SchedulingPolicy> {
    @Override
    public SchedulingPolicy convert(String name) {
      SchedulingPolicy policy = SchedulingPolicy.byName(name);
      if (policy == null) {
        throw new TypeConversionException(
            "'" + name + "' is no policy: give one of " + SchedulingPolicy.names());
      }
      return policy;
    }
  }

  /** Rules, as they are written. */
  static final class Rules implements ITypeConverter<PortRules> {
    @Override
    public PortRules convert(String text) {
      try {
        return PortRules.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
