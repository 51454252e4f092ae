package dev.prefork.model;

import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which ports are not treated as all others are: {@code 8000=kernel,9010-9019=exclude}. Immutable.
 *
 * <p>Each rule is a pattern and what becomes of the sockets that are bound to such an address: a
 * {@link SchedulingPolicy}, or {@code exclude} for a socket that is the worker's own. Of several
 * rules for one address the first counts.
 *
 * <p>A pattern is a port ({@code 8000}; {@code 0} is what asks for any port), several of them
 * ({@code 9010-9019}), either of them of one address ({@code 127.0.0.1:8000}, {@code [::1]:8000}),
 * the absolute path of a Unix-domain socket, or {@code *} for all.
 */
public final class PortRules {
  /** No rules: the cluster's policy counts everywhere. */
  public static final PortRules NONE = new PortRules("", List.of());

  private static final String EXCLUDE = "exclude";

  private final String text;
  private final List<Rule> rules;

  /**
   * One of them.
   *
   * @param policy null if the socket is the worker's own
   */
  private record Rule(PortPattern pattern, @Nullable SchedulingPolicy policy) {}

  private PortRules(String text, List<Rule> rules) {
    this.text = text;
    this.rules = rules;
  }

  /**
   * Reads rules.
   *
   * @param text rules with commas between them; spaces around them do not matter
   * @return the rules
   * @throws IllegalArgumentException with the rule that is wrong, and why
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
      throw new IllegalArgumentException(
          "'" + text + "' has no '=': write for example 8000=rr or 9010=" + EXCLUDE);
    }
    String what = text.substring(sign + 1).strip();
    SchedulingPolicy policy = SchedulingPolicy.byName(what);
    if (policy == null && !what.equalsIgnoreCase(EXCLUDE)) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "': '"
              + what
              + "' is neither "
              + EXCLUDE
              + " nor a scheduling policy"
              + " ("
              + SchedulingPolicy.names()
              + ")");
    }
    return new Rule(PortPattern.parse(text.substring(0, sign).strip(), text), policy);
  }

  /**
   * The policy of an address.
   *
   * @param address what is to be bound
   * @param otherwise the cluster's policy
   * @return the policy of the first rule for it, or the cluster's
   */
  public SchedulingPolicy policyFor(SocketAddress address, SchedulingPolicy otherwise) {
    Rule rule = first(address);
    return rule == null || rule.policy == null ? otherwise : rule.policy;
  }

  /**
   * Asks whether a socket is the worker's own.
   *
   * @param address what is to be bound
   * @return true if the first rule for it says so
   */
  public boolean excludes(SocketAddress address) {
    Rule rule = first(address);
    return rule != null && rule.policy == null;
  }

  /**
   * Asks whether anything is said of an address.
   *
   * @param address what is to be bound
   * @return true if there is a rule for it
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

  /** {@return the rules, as they were written} */
  @Override
  public String toString() {
    return text;
  }
}
