package dev.prefork.internal.supervisor.warmup;

import dev.prefork.internal.host.IoReason;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Sends warm-up requests to one worker, round after round, until their latency is steady or the
 * time is over. Used by one thread.
 */
public final class WarmUp {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long REQUEST_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** What a request gets at least when the time is almost over. */
  private static final long MIN_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The pause before the next attempt if nothing was answered. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Each connection that a server closes occupies a local port for a minute. */
  private static final int MAX_CONNECTIONS = 5000;

  /** The worker, as this class needs it. */
  public interface Target {
    /** Opens a connection to the worker. */
    SocketChannel connect(int port) throws IOException;

    /** Returns whether the worker has not exited. */
    boolean isConnected();
  }

  /**
   * How the warm-up ended.
   *
   * @param requests the number of requests that were sent
   * @param connections the number of connections that they needed
   * @param took the time
   * @param failure the first request of the last round that failed, and why; empty if none did
   */
  public record Result(long requests, long connections, Duration took, String failure) {}

  private final List<WireRequest> requests;
  private final boolean required;
  private final Target target;
  private final Sender sender;
  private final LongConsumer progress;
  private final long begun = System.nanoTime();
  private final long limit;
  private final List<Double> means = new ArrayList<>();
  private long windowNanos;
  private int windowRounds;
  private long reported = begun;
  private long sent;
  private long answered;
  private boolean isAnyWhole;
  private String failure = "";

  private WarmUp(WarmUpRequests given, Target target, Sender sender, LongConsumer progress) {
    this.requests = given.requests().stream().map(WireRequest::of).toList();
    this.required = given.required();
    this.limit = given.limit().toNanos();
    this.target = target;
    this.sender = sender;
    this.progress = progress;
  }

  /**
   * Warms up a worker.
   *
   * @param progress gets the number of requests so far, a few times a second
   */
  public static Result run(WarmUpRequests requests, Target target, LongConsumer progress) {
    try (Sender sender = new Sender(target::connect)) {
      return new WarmUp(requests, target, sender, progress).run();
    }
  }

  private Result run() {
    while (!isOver() && !isSteady()) {
      round();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    return new Result(sent, sender.connections(), took, failure);
  }

  private boolean isOver() {
    return System.nanoTime() - begun >= limit
        || sender.connections() >= MAX_CONNECTIONS
        || !target.isConnected();
  }

  /** A worker that must succeed may use the whole time for it. */
  private boolean isSteady() {
    return Steadiness.isSteady(means) && !(required && !failure.isEmpty());
  }

  private void round() {
    long start = System.nanoTime();
    long before = answered;
    String problem = "";
    int count = 0;
    while (count < requests.size() && (count == 0 || !isOver())) {
      String next = send(requests.get(count++));
      problem = problem.isEmpty() ? next : problem;
      report();
    }
    judge(problem, count == requests.size());
    if (answered > before) {
      addToWindow(System.nanoTime() - start);
    } else {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /** A round that the end of the time interrupts counts only if there is no whole one. */
  private void judge(String problem, boolean isWhole) {
    if (isWhole || !isAnyWhole) {
      failure = problem;
    }
    isAnyWhole |= isWhole;
  }

  private void addToWindow(long took) {
    windowNanos += took;
    windowRounds++;
    if (windowNanos >= WINDOW_NANOS) {
      means.add((double) windowNanos / windowRounds);
      windowNanos = 0;
      windowRounds = 0;
    }
  }

  private void report() {
    if (System.nanoTime() - reported >= WINDOW_NANOS) {
      reported = System.nanoTime();
      progress.accept(sent);
    }
  }

  /** Returns why the request failed; empty if it did not. */
  private String send(WireRequest request) {
    sent++;
    long left = begun + limit - System.nanoTime();
    try {
      int status = sender.send(request, Math.min(REQUEST_NANOS, Math.max(left, MIN_REQUEST_NANOS)));
      answered++;
      boolean succeeded = status >= 200 && status < 400;
      return succeeded ? "" : request.request() + " responded with status " + status;
    } catch (IOException e) {
      return request.request() + " failed: " + IoReason.of(e);
    }
  }
}
