package dev.prefork.model;

/**
 * The state of a worker's JVM, as measured by the worker. Sizes are in bytes.
 *
 * @param heap bytes of the heap in use, garbage included
 * @param heapAfterGc bytes in use after the most recent collection of each memory pool; 0 before
 *     the first collection, -1 if the JVM lacks the module {@code java.management}
 * @param openConnections connections that the worker has accepted and not closed, on all ports that
 *     it shares, under every policy and socket API
 * @param acceptedConnections connections that the worker has accepted since it was forked
 * @param drainedConnections connections that have ended since the worker began to drain, and have
 *     not moved
 * @param moves connections that have moved to other workers, and those that stayed, by reason
 * @param deadlockedThreads platform threads that wait for each other forever; -1 if the JVM lacks
 *     the module {@code java.management}
 * @param virtualThreadDelayMillis milliseconds that a new virtual thread has waited until it ran,
 *     or has been waiting so far; a high value means that all carrier threads are blocked
 * @param gcShare the share of the time since the previous report during which garbage collection
 *     stopped the application, from 0 to 1; -1 if the JVM lacks the module {@code java.management}
 */
public record HealthReport(
    long heap,
    long heapAfterGc,
    long openConnections,
    long acceptedConnections,
    long drainedConnections,
    MoveReport moves,
    int deadlockedThreads,
    long virtualThreadDelayMillis,
    double gcShare) {}
