package dev.prefork.internal.sys.sockets;

/**
 * A classic BPF program that chooses among listening sockets, by their places in the kernel's array
 * of those that share an address.
 */
final class BalancingProgram {
  /** {@code struct sock_filter { uint16_t code; uint8_t jt, jf; uint32_t k; }}, as a number. */
  private static final int JUMP_IF_FALSE_SHIFT = 24;

  private static final int K_SHIFT = 32;

  private static final int LOAD_WORD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int MODULO = 0x94; // BPF_ALU | BPF_MOD | BPF_K
  private static final int IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K
  private static final int RETURN_A = 0x16; // BPF_RET | BPF_A

  // addresses that mean something else than a byte of the packet: SKF_AD_OFF and what follows
  private static final int CPU = -0x1000 + 36;
  private static final int RANDOM = -0x1000 + 56;

  private BalancingProgram() {}

  /**
   * Chooses one of these places, at random or by the processor that the packet came to.
   *
   * @param places at least one, of an array with {@code size} of them
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

  /** The n-th number means the n-th of the places; the last needs no question. */
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

  private static long instruction(int code, int jumpIfFalse, int k) {
    return code | (long) jumpIfFalse << JUMP_IF_FALSE_SHIFT | (long) k << K_SHIFT;
  }
}
