/**
 * Keeps a number of workers alive, and reloads, restarts, scales and stops them: what the {@code
 * prefork} command does, as a library.
 *
 * <pre>{@code
 * SupervisorOptions options =
 *     SupervisorOptions.of(Cluster.settings().withExec("app.jar")).withWorkers(4);
 * Supervisor supervisor = Supervisor.start(options);
 * supervisor.onNote(System.err::println);
 * Report report = supervisor.scale(6, System.err::println).join();
 * }</pre>
 *
 * <p>Node's {@code cluster} module has no counterpart; pm2 is the usual one in its place.
 */
@NullMarked
package dev.prefork.supervisor;

import org.jspecify.annotations.NullMarked;
