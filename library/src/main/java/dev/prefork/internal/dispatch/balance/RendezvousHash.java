package dev.prefork.internal.dispatch.balance;

import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): each client has a score for each slot, and
 * belongs to the usable slot with the highest score. When a slot becomes unusable, only its own
 * clients move, evenly to all others; when it becomes usable again, they return.
 */
public final class RendezvousHash {
  /** 2^64 divided by the golden ratio: its multiples are well spread. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private RendezvousHash() {}

  /** Hashes the bytes of a host's address: neighbouring addresses get unrelated keys. */
  public static long key(byte[] host) {
    long key = host.length;
    for (int at = 0; at < host.length; at += Integer.BYTES) {
      int word = (host[at] & 0xff) << 24 | (host[at + 1] & 0xff) << 16;
      word |= (host[at + 2] & 0xff) << 8 | (host[at + 3] & 0xff);
      key = mix(key + GOLDEN ^ word);
    }
    return key;
  }

  /**
   * Returns the slot of a key.
   *
   * @param slots the number of slots
   * @return -1 if none is usable
   */
  public static int choose(long key, int slots, IntPredicate usable) {
    int best = -1;
    long max = 0;
    for (int slot = 0; slot < slots; slot++) {
      long score = score(key, slot);
      if ((best < 0 || score > max) && usable.test(slot)) {
        best = slot;
        max = score;
      }
    }
    return best;
  }

  /**
   * Returns the slot of a key if slots have weights (Schindelhauer and Schomaker, 2005). The share
   * of a slot is in proportion to its weight. When a weight changes, keys move only to or from its
   * slot. With equal weights, the slot is that of {@link #choose(long, int, IntPredicate)}.
   *
   * @param slots the number of slots
   * @param weights returns the weight of a usable slot, greater than 0
   * @return -1 if none is usable
   */
  public static int choose(long key, int slots, IntPredicate usable, IntToDoubleFunction weights) {
    int best = -1;
    double max = 0;
    for (int slot = 0; slot < slots; slot++) {
      if (usable.test(slot)) {
        double score = weights.applyAsDouble(slot) / -Math.log(fraction(score(key, slot)));
        if (best < 0 || score > max) {
          best = slot;
          max = score;
        }
      }
    }
    return best;
  }

  /** Maps scores to numbers between 0 and 1, exclusive, in the same order. */
  private static double fraction(long score) {
    return ((score >> 12) + 0x1p51 + 0.5) * 0x1p-52;
  }

  private static long score(long key, int slot) {
    return mix(key + (slot + 1) * GOLDEN);
  }

  /** The finalizer of SplitMix64: each bit of the result depends on all of the argument's. */
  private static long mix(long bits) {
    long first = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
    return second ^ (second >>> 31);
  }
}
