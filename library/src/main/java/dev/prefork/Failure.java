package dev.prefork;

import java.io.IOException;

/**
 * Something about a worker failed that no call could report: a message that arrived is malformed
 * and was dropped, or what came on the channel was no message at all and the channel is closed.
 * Node's {@code error}; if nobody listens it is a line in the log, not the end of the process.
 *
 * @param worker in the primary: whose; in a worker: itself
 * @param reason what happened
 */
public record Failure(Worker worker, IOException reason) implements ClusterEvent {}
