/**
 * Immutable values that the API and the supervisor share: policies, rules for ports, addresses,
 * states, signals and exit statuses.
 *
 * <pre>{@code
 * PortRules rules = PortRules.parse("8000=kernel,9010=exclude");
 * rules.policyFor(new InetSocketAddress(8000), SchedulingPolicy.ROUND_ROBIN); // KERNEL
 * rules.excludes(new InetSocketAddress(9010)); // true
 * }</pre>
 */
@NullMarked
package dev.prefork.model;

import org.jspecify.annotations.NullMarked;
