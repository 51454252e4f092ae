package dev.prefork;

/**
 * A change in a worker's life, or something that a worker did. Node's events of {@code cluster} and
 * {@code Worker}.
 *
 * <p>Listeners are called one at a time, in the order of the events, on one thread that runs
 * nothing else. A slow listener delays other listeners, but no connection. {@link Cluster#on} and
 * {@link Worker#on} add listeners.
 */
public sealed interface ClusterEvent
    permits Setup, Fork, Online, Listening, Ready, Message, Drop, Disconnect, Exit, Failure {}
