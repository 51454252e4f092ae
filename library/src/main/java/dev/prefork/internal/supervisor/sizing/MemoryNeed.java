package dev.prefork.internal.supervisor.sizing;

import dev.prefork.internal.host.Memory;

/**
 * Estimates the memory that new workers need: a part of the largest heap of each, because few
 * workers fill their heaps at once, and the memory of a JVM besides its heap. See
 * docs/operating.md.
 *
 * @param workers the number of new workers
 * @param heap the largest heap of each, in bytes
 */
public record MemoryNeed(int workers, long heap) {
  /** The beginning of a note about a fork that low memory delays. */
  public static final String LOW_MEMORY = "low memory: ";

  private static final long MIB = 1 << 20;

  /** The divisor of the largest heap: a worker counts with a quarter of it. */
  private static final long HEAP_SHARE = 4;

  /** What a JVM needs to start: classes, code, threads and buffers. */
  private static final long TO_START = 64 * MIB;

  /** The reserve is the sixteenth part of the memory, and at most this. */
  private static final long MAX_RESERVE = 128 * MIB;

  private static final long RESERVE_SHARE = 16;

  private long each() {
    return TO_START + heap / HEAP_SHARE;
  }

  public long bytes() {
    return workers * each();
  }

  /** Returns why the memory does not suffice; empty if it does. */
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

  /** Returns why no further worker can start now; empty if one can. */
  public static String shortage(Memory memory, int starting) {
    long reserve = Math.min(memory.total() / RESERVE_SHARE, MAX_RESERVE);
    long needed = reserve + (starting + 1L) * TO_START;
    return memory.available() >= needed
        ? ""
        : LOW_MEMORY
            + "%s available, %s needed to start another worker"
                .formatted(Bytes.text(memory.available()), Bytes.text(needed));
  }
}
