package dev.prefork.model;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Rules that give single ports another policy than the cluster's, or exclude them from sharing,
 * such as {@code 8000=kernel,8443=rr+stay,9010-9019=exclude}. Immutable. Node has no counterpart.
 *
 * <p>Each rule is a pattern and either the name of a {@link SchedulingPolicy} or {@code exclude}. A
 * worker opens an excluded socket as it would without Prefork. After {@code +stay}, which may
 * follow a policy, established connections never move to another worker. If several rules match an
 * address, the first one applies.
 *
 * <p>A pattern is a port ({@code 8000}; {@code 0} matches requests for any free port), a range of
 * ports ({@code 9010-9019}), either of these with an IP address ({@code 127.0.0.1:8000}, {@code
 * [::1]:8000}), the absolute path of a Unix-domain socket, or {@code *} for every address.
 */
public final class PortRules {
  /** No rules: the cluster's policy applies to every address. */
  public static final PortRules NONE = new PortRules("", List.of());

  private static final String EXCLUDE = "exclude";
  private static final String STAY = "+stay";

  private final String text;
  private final List<Rule> rules;

  /**
   * One rule.
   *
   * @param policy the policy of matching sockets; null if the rule excludes them
   * @param stays whether connections never move to another worker
   */
  private record Rule(PortPattern pattern, @Nullable SchedulingPolicy policy, boolean stays) {}

  private PortRules(String text, List<Rule> rules) {
    this.text = text;
    this.rules = rules;
  }

  /**
   * Parses rules.
   *
   * @param text rules that are separated by commas; spaces around a rule are ignored
   * @return the rules
   * @throws IllegalArgumentException if a rule is invalid; the message has the rule and the reason
   */
  public static PortRules parse(String text) {
    List<Rule> rules = new ArrayList<>();
    for (String rule : text.split(",", -1)) {
      if (!rule.isBlank()) {
        rules.add(rule(rule.strip()));
      }
    }
    return rules.isEmpty() ? NONE : new PortRules(text.strip(), List.copyOf(rules));
  }

  private static Rule rule(String text) {
    int sign = text.lastIndexOf('=');
    if (sign < 0) {
      throw invalid(text, "expected for example 8000=rr or 9010=" + EXCLUDE);
    }
    PortPattern pattern = PortPattern.parse(text.substring(0, sign).strip(), text);
    String action = text.substring(sign + 1).strip();
    if (action.equalsIgnoreCase(EXCLUDE)) {
      return new Rule(pattern, null, false);
    }
    boolean stays = action.toLowerCase(Locale.ROOT).endsWith(STAY);
    String name = stays ? action.substring(0, action.length() - STAY.length()).strip() : action;
    return new Rule(pattern, policy(name, text), stays);
  }

  private static SchedulingPolicy policy(String name, String rule) {
    SchedulingPolicy policy = SchedulingPolicy.byName(name);
    if (policy == null) {
      throw invalid(
          rule,
          "unknown policy '%s', expected %s, or one of %s, which %s may follow"
              .formatted(name, EXCLUDE, SchedulingPolicy.names(), STAY));
    }
    return policy;
  }

  static IllegalArgumentException invalid(String rule, String reason) {
    return new IllegalArgumentException("invalid port rule '" + rule + "': " + reason);
  }

  /**
   * Returns the policy for an address.
   *
   * @param address the address to bind
   * @param otherwise the cluster's policy
   * @return the policy of the first matching rule, or {@code otherwise} if no rule matches or the
   *     rule excludes the address
   */
  public SchedulingPolicy policyFor(SocketAddress address, SchedulingPolicy otherwise) {
    Rule rule = first(address);
    return rule == null || rule.policy == null ? otherwise : rule.policy;
  }

  /**
   * Returns whether an address is excluded from sharing.
   *
   * @param address the address to bind
   * @return true if the first matching rule is {@code exclude}
   */
  public boolean excludes(SocketAddress address) {
    Rule rule = first(address);
    return rule != null && rule.policy == null;
  }

  /**
   * Returns whether connections of an address never move to another worker.
   *
   * @param address the address to bind
   * @return true if the first matching rule ends in {@code +stay}
   */
  public boolean keepsConnections(SocketAddress address) {
    Rule rule = first(address);
    return rule != null && rule.stays;
  }

  /**
   * Returns whether any rule matches an address.
   *
   * @param address the address to bind
   * @return true if a rule matches
   */
  public boolean hasRuleFor(SocketAddress address) {
    return first(address) != null;
  }

  private @Nullable Rule first(SocketAddress address) {
    for (Rule rule : rules) {
      if (rule.pattern.matches(address)) {
        return rule;
      }
    }
    return null;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PortRules that && rules.equals(that.rules);
  }

  @Override
  public int hashCode() {
    return Objects.hash(rules);
  }

  /** {@return the rules, as they were passed to {@link #parse}} */
  @Override
  public String toString() {
    return text;
  }
}
