package dev.prefork.internal.sys.sockets;

import java.util.Arrays;

/**
 * Builds a classic BPF program that selects one of several listening sockets, by their indices in
 * the kernel's array of sockets that share an address.
 */
final class BalancingProgram {
  /** Fields of {@code struct sock_filter { uint16_t code; uint8_t jt, jf; uint32_t k; }}. */
  private static final int JUMP_IF_TRUE_SHIFT = 16;

  private static final int JUMP_IF_FALSE_SHIFT = 24;

  private static final int K_SHIFT = 32;

  private static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int MODULO = 0x94; // BPF_ALU | BPF_MOD | BPF_K
  private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K, unsigned
  private static final int RETURN = 0x06; // BPF_RET | BPF_K
  private static final int RETURN_A = 0x16; // BPF_RET | BPF_A

  // addresses that refer to metadata instead of packet bytes: SKF_AD_OFF + n
  private static final int CPU = -0x1000 + 36;
  private static final int RANDOM = -0x1000 + 56;

  private static final double RANDOM_NUMBERS = 0x1p32;
  private static final long MAX_RANDOM = 0xffff_ffffL;

  private BalancingProgram() {}

  /**
   * Builds a program that selects one of the indices.
   *
   * @param indices the indices to select from, at least one
   * @param size the size of the kernel's array
   * @param byProcessor true to select by the processor that received the packet, false for random
   */
  static long[] build(int[] indices, int size, boolean byProcessor) {
    long[] choice = indices.length == size ? returnA() : selectAmong(indices);
    long[] program = new long[2 + choice.length];
    program[0] = instruction(LOAD_WORD, 0, byProcessor ? CPU : RANDOM);
    program[1] = instruction(MODULO, 0, indices.length);
    System.arraycopy(choice, 0, program, 2, choice.length);
    return program;
  }

  private static long[] returnA() {
    return new long[] {instruction(RETURN_A, 0, 0)};
  }

  /** Maps the number n to the n-th index; the last one needs no comparison. */
  private static long[] selectAmong(int[] indices) {
    int last = indices.length - 1;
    long[] choice = new long[2 * last + 1];
    for (int i = 0; i < last; i++) {
      choice[2 * i] = instruction(IF_EQUAL, 1, i);
      choice[2 * i + 1] = instruction(RETURN, 0, indices[i]);
    }
    choice[2 * last] = instruction(RETURN, 0, indices[last]);
    return choice;
  }

  /**
   * Builds a program that selects one of the indices at random, in proportion to their weights.
   *
   * @param indices the indices to select from, at least one
   * @param weights a positive weight for each index
   */
  static long[] buildWeighted(int[] indices, double[] weights) {
    int last = indices.length - 1;
    double total = Arrays.stream(weights).sum();
    double sum = 0;
    long[] program = new long[2 * last + 2];
    program[0] = instruction(LOAD_WORD, 0, RANDOM);
    for (int i = 0; i < last; i++) {
      sum += weights[i];
      program[2 * i + 1] = skipFrom(Math.min((long) (sum / total * RANDOM_NUMBERS), MAX_RANDOM));
      program[2 * i + 2] = instruction(RETURN, 0, indices[i]);
    }
    program[2 * last + 1] = instruction(RETURN, 0, indices[last]);
    return program;
  }

  /** Skips the next instruction if the number is not below a limit. */
  private static long skipFrom(long limit) {
    return instruction(IF_AT_LEAST, 0, (int) limit) | 1L << JUMP_IF_TRUE_SHIFT;
  }

  private static long instruction(int code, int jumpIfFalse, int k) {
    return code | (long) jumpIfFalse << JUMP_IF_FALSE_SHIFT | (long) k << K_SHIFT;
  }
}
