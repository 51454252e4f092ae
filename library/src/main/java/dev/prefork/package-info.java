/**
 * Forks JVM workers that share the primary's server ports: Node's {@code cluster} module for the
 * JVM.
 *
 * <p>Start with {@link dev.prefork.Cluster}. The same program runs in the primary and in each
 * worker, and asks which of them it is:
 *
 * <pre>{@code
 * if (Cluster.isPrimary()) {
 *   for (int i = 0; i < 4; i++) Cluster.fork();
 *   Cluster.on(Exit.class, exit -> Cluster.fork());
 * } else {
 *   HttpServer.create(new InetSocketAddress(8000), 0).start();
 * }
 * }</pre>
 *
 * <p>{@link dev.prefork.Worker} is one worker, {@link dev.prefork.Settings} define how workers are
 * forked, and subtypes of {@link dev.prefork.ClusterEvent} describe what happens to them. Names are
 * those of Node's {@code node:cluster} where Node has one. To keep workers alive without writing
 * the code for it, use {@code dev.prefork.supervisor}.
 *
 * <p>Unless a parameter or result is marked as nullable, it is never null.
 */
@NullMarked
package dev.prefork;

import org.jspecify.annotations.NullMarked;
