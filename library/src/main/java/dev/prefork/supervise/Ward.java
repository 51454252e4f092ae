package dev.prefork.supervise;

import dev.prefork.Worker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A worker in the supervisor's care. Only used on its thread. */
final class Ward {
  private final Worker worker;
  private final int slot;
  private final int generation;
  private final Instant forked = Instant.now();
  private final List<String> addresses = new ArrayList<>();
  private Life life = Life.STARTING;
  private long since;
  private long wellAt;
  private long servedAt;
  private boolean served;
  private boolean dismissed;
  private boolean suspended;
  private String reason = "";
  private @Nullable Path threadDump;
  private WorkerStatus.Figures figures = WorkerStatus.Figures.NONE;

  Ward(Worker worker, int slot, int generation, long now) {
    this.worker = worker;
    this.slot = slot;
    this.generation = generation;
    this.since = now;
    this.wellAt = now;
  }

  Worker worker() {
    return worker;
  }

  int slot() {
    return slot;
  }

  int generation() {
    return generation;
  }

  Life life() {
    return life;
  }

  List<String> addresses() {
    return addresses;
  }

  /** True if it has ever served. */
  boolean hasServed() {
    return served;
  }

  boolean hasServedFor(long millis, long now) {
    return served && now - servedAt >= millis;
  }

  /** Its end will be no accident. */
  void dismiss() {
    dismissed = true;
  }

  boolean isDismissed() {
    return dismissed;
  }

  WorkerStatus.Figures figures() {
    return figures;
  }

  void measured(WorkerStatus.Figures latest) {
    figures = latest;
  }

  void listens(String address) {
    addresses.add(address);
  }

  void serves(long now) {
    served = true;
    servedAt = now;
    wellAt = now;
    becomes(Life.SERVING, "", now);
  }

  void becomes(Life next, String why, long now) {
    life = next;
    since = now;
    reason = why;
  }

  void isWell(long now) {
    wellAt = now;
  }

  void suspend(boolean now) {
    suspended = now;
  }

  void dumped(@Nullable Path file) {
    threadDump = file;
  }

  /** Why it is told to go; empty if it is not. */
  String reason() {
    return reason;
  }

  Seen seen() {
    return new Seen(worker.id(), slot, generation, life, since, wellAt, suspended, false);
  }

  WorkerStatus status(int restarts) {
    return new WorkerStatus(
        worker.id(), slot, generation, worker.pid(), phase(), forked, figures, restarts, reason);
  }

  private WorkerStatus.Phase phase() {
    return switch (life) {
      case STARTING -> WorkerStatus.Phase.STARTING;
      case SERVING -> suspended ? WorkerStatus.Phase.HUNG : WorkerStatus.Phase.SERVING;
      case CONDEMNED, DUMPED -> WorkerStatus.Phase.HUNG;
      case LEAVING, KILLED -> WorkerStatus.Phase.DRAINING;
    };
  }

  WorkerStatus.Ended ended(String how) {
    return new WorkerStatus.Ended(worker.id(), slot, generation, Instant.now(), how, threadDump);
  }

  @Override
  public String toString() {
    return worker + " (" + worker.pid() + ")";
  }
}
