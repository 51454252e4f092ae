package dev.prefork;

import java.io.IOException;

/**
 * The other side sent something invalid. A malformed message is discarded; if the data is no
 * message at all, the channel is closed. Node's {@code error} of a {@code Worker}, with one
 * difference: without a listener the failure is logged, and the process continues.
 *
 * @param worker in the primary, the worker that sent the data; in a worker, the worker itself
 * @param reason the failure
 */
public record Failure(Worker worker, IOException reason) implements ClusterEvent {}
