package dev.prefork;

import dev.prefork.model.ExitStatus;

/**
 * The process of a worker has ended. Published once for each worker, before or after {@link
 * Disconnect}. Node's {@code exit}.
 *
 * @param worker the worker that exited
 * @param status the exit status of the process
 */
public record Exit(Worker worker, ExitStatus status) implements ClusterEvent {}
