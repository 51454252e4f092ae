package dev.prefork;

import dev.prefork.model.ExitStatus;

/**
 * A worker's process has ended. Node's {@code exit}.
 *
 * @param worker which
 * @param status how
 */
public record Exit(Worker worker, ExitStatus status) implements ClusterEvent {}
