package dev.prefork.it.harness.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of requests. */
public final class Tally {
  private long answered;
  private long longestNanos;
  private final List<FailedRequest> failures = new ArrayList<>();
  private final Map<String, Long> versions = new TreeMap<>();

  /** How many sockets servers closed with an announcement, by the requests of the last worker. */
  private final Map<Integer, Long> announced = new TreeMap<>();

  synchronized void answered(long nanos, String version) {
    answered++;
    longestNanos = Math.max(longestNanos, nanos);
    if (!version.isEmpty()) {
      versions.merge(version, 1L, Long::sum);
    }
    notifyAll();
  }

  synchronized void failed(FailedRequest request) {
    failures.add(request);
    notifyAll();
  }

  /** A server has announced that this was the last of so many requests that the worker served. */
  synchronized void announced(int served) {
    announced.merge(served, 1L, Long::sum);
  }

  /** How many kept sockets ended with an announcement, but not after the usual requests. */
  public synchronized long announcedEarly(int usual) {
    return announcements() - announced.getOrDefault(usual, 0L);
  }

  private long announcements() {
    return announced.values().stream().mapToLong(Long::longValue).sum();
  }

  /** How many kept sockets ended without an announcement, so that a request failed. */
  public synchronized long unannounced() {
    return failures.stream().filter(FailedRequest::reused).count();
  }

  /** How many have been answered. */
  public synchronized long answered() {
    return answered;
  }

  /** How many were made. */
  public synchronized long requests() {
    return answered + failures.size();
  }

  /** Those that failed. */
  public synchronized List<FailedRequest> failures() {
    return List.copyOf(failures);
  }

  /** How many answers came from each version of a program that tells it. */
  public synchronized Map<String, Long> versions() {
    return new TreeMap<>(versions);
  }

  /** Waits until there are so many answers, and says whether they came in time. */
  synchronized boolean awaitAnswered(long count, long millis) {
    long end = System.nanoTime() + millis * 1_000_000;
    try {
      for (long left = millis; answered < count && left > 0; ) {
        wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return answered >= count;
  }

  /** How the sockets of kept connections ended: {@code 3 ended announced, 0 unannounced}. */
  public synchronized String sockets() {
    return announcements() + " sockets ended announced, " + unannounced() + " unannounced";
  }

  /** For example {@code 100000 requests, 2 failed: fresh RESET 2; the longest took 0.3 s}. */
  @Override
  public synchronized String toString() {
    Map<String, Long> kinds =
        failures.stream()
            .collect(
                Collectors.groupingBy(
                    failure -> (failure.reused() ? "reused " : "fresh ") + failure.outcome(),
                    TreeMap::new,
                    Collectors.counting()));
    String why = failures.isEmpty() ? "" : ": " + kinds;
    return "%d requests, %d failed%s; the longest took %.1f s"
        .formatted(requests(), failures.size(), why, longestNanos / 1e9);
  }
}
