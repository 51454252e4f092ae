package dev.prefork.internal.supervisor.sizing;

import dev.prefork.internal.host.Memory;

/**
 * What new workers need, as far as it can be said before: a part of the largest heap that each may
 * have, and what a JVM takes beside it. A heap is what a worker may have at most, and few have it
 * at once; docs/operating.md has the rule.
 *
 * @param workers how many come
 * @param heap the largest that each may have, in bytes
 */
public record MemoryNeed(int workers, long heap) {
  /** How it begins when a worker is missing for want of memory. */
  public static final String RUNS_SHORT = "memory runs short: ";

  private static final long MIB = 1 << 20;

  /** Of its largest heap, what a worker is counted with: one in so many. */
  private static final long HEAP_SHARE = 4;

  /** What a JVM takes until it has come up, for classes, code, threads and buffers. */
  private static final long TO_START = 64 * MIB;

  /** What is left alone: the sixteenth part of the memory, or this if that is less. */
  private static final long MAX_RESERVE = 128 * MIB;

  private static final long RESERVE_SHARE = 16;

  private long each() {
    return TO_START + heap / HEAP_SHARE;
  }

  public long bytes() {
    return workers * each();
  }

  /** Why there is not enough for all of them; empty if there is. */
  public String refusal(Memory memory) {
    if (bytes() <= memory.available()) {
      return "";
    }
    return "not enough memory for %d more %s with a heap of up to %s each: %s needed, %s available"
        .formatted(
            workers,
            workers == 1 ? "worker" : "workers",
            Bytes.text(heap),
            Bytes.text(bytes()),
            Bytes.text(memory.available()));
  }

  /** Why no worker can be started now, while others start; empty if one can. */
  public static String shortage(Memory memory, int starting) {
    long reserve = Math.min(memory.total() / RESERVE_SHARE, MAX_RESERVE);
    long needed = reserve + (starting + 1L) * TO_START;
    return memory.available() >= needed
        ? ""
        : RUNS_SHORT
            + "%s available, %s needed to start another worker"
                .formatted(Bytes.text(memory.available()), Bytes.text(needed));
  }
}
