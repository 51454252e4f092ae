package dev.prefork.supervise;

import java.time.Duration;

/**
 * What a worker may use before it is replaced: a new one is started first, one worker at a time.
 * Zero is no limit.
 *
 * @param rss bytes of memory, as the operating system counts them
 * @param heap bytes of the heap that a garbage collection has left
 * @param age since it began to serve; each worker's varies by a tenth
 * @param connections how many it has accepted; each worker's varies by a tenth
 */
public record Limits(long rss, long heap, Duration age, long connections) {
  /** No limits. */
  public static final Limits NONE = new Limits(0, 0, Duration.ZERO, 0);
}
