/**
 * The options of a {@code Supervisor}, and the records that it returns.
 *
 * <pre>{@code
 * SupervisorOptions options =
 *     SupervisorOptions.of(Cluster.settings().withExec("app.jar"))
 *         .withWorkers(4)
 *         .withDrainTimeout(Duration.ofSeconds(10))
 *         .withLimits(new LimitOptions(512 << 20, 0, Duration.ZERO, 0));
 * }</pre>
 *
 * <p>All types are immutable. Their constructors reject values that are out of bounds.
 */
@NullMarked
package dev.prefork.supervisor.model;

import org.jspecify.annotations.NullMarked;
