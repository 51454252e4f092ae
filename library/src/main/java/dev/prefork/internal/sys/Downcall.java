package dev.prefork.internal.sys;

import java.nio.ByteBuffer;

/**
 * Calls libc functions. All calls have <em>one</em> signature: five 64-bit integers and a 64-bit
 * result. Not thread-safe.
 *
 * <p>The calling conventions of Linux on x86-64 and AArch64 allow this. They pass the first six
 * integer or pointer arguments in registers; a callee reads only the low half of a register for an
 * {@code int}, and no registers beyond its own arguments.
 */
sealed interface Downcall permits DirectDowncall, LinkedDowncall {
  /** Calls the function at an address. */
  long call(long function, long a, long b, long c, long d, long e) throws Throwable;

  /** Returns the {@code errno} of the last call. */
  int errno();

  /** Creates an instance of the cheaper supported implementation. */
  static Downcall best() {
    return Choice.DIRECT ? new DirectDowncall() : new LinkedDowncall();
  }

  /** Returns the address of a function; 0 if libc has none of this name. */
  static long find(String name) {
    return Choice.DIRECT ? DirectDowncall.find(name) : LinkedDowncall.find(name);
  }

  /** Returns the address of a direct buffer. */
  static long address(ByteBuffer direct) {
    return Choice.DIRECT ? DirectDowncall.address(direct) : LinkedDowncall.address(direct);
  }

  /** The choice of the implementation, made once. */
  final class Choice {
    static final boolean DIRECT = choose();

    private Choice() {}

    private static boolean choose() {
      Platform.requireSupported();
      return DirectDowncall.isSupported();
    }
  }
}
