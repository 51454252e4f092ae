package dev.prefork.model;

/**
 * How a worker's JVM is.
 *
 * @param heap bytes of the heap that are in use, with garbage
 * @param heapAfterGc bytes that the last collections have left, of what each of them has looked at;
 *     0 before the first, -1 if the JVM is without the module {@code java.management}
 * @param openConnections how many connections the worker has accepted and not closed: on all ports
 *     that it shares, whatever the policy and the API
 * @param acceptedConnections how many it has accepted so far
 * @param drainedConnections how many connections have ended since the worker began to leave
 * @param deadlockedThreads how many platform threads wait for each other for ever; -1 if the JVM is
 *     without {@code java.management}
 * @param virtualThreadDelayMillis how long a new virtual thread has waited until it ran, or waits:
 *     if it is long, all carrier threads are held up
 * @param gcShare the part of the time since the last question in which garbage collections have
 *     stopped the application, from 0 to 1; -1 if the JVM is without {@code java.management}
 */
public record HealthReport(
    long heap,
    long heapAfterGc,
    long openConnections,
    long acceptedConnections,
    long drainedConnections,
    int deadlockedThreads,
    long virtualThreadDelayMillis,
    double gcShare) {}
