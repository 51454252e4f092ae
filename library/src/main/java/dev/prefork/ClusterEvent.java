package dev.prefork;

/**
 * Something that happened in the cluster. Listeners get events one after the other, in the order in
 * which they happened, on one thread that is kept for them: a slow listener delays other listeners,
 * never a connection.
 */
public sealed interface ClusterEvent
    permits Setup, Fork, Online, Listening, Ready, Message, Drop, Disconnect, Exit, Failure {}
