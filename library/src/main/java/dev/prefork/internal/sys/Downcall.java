package dev.prefork.internal.sys;

import java.nio.ByteBuffer;

/**
 * How functions of libc are called: all with <em>one</em> shape, five 64-bit integers and a 64-bit
 * result, and with what {@code errno} is afterwards. Belongs to one thread at a time.
 *
 * <p>The calling conventions of x86-64 and AArch64 Linux allow it: the first six integer or pointer
 * arguments are in registers, a callee reads the low half of one that is an {@code int} and never
 * looks at registers beyond its own arguments.
 */
sealed interface Downcall permits DirectDowncall, LinkedDowncall {
  /** Calls the function at an address. */
  long call(long function, long a, long b, long c, long d, long e) throws Throwable;

  /** What the last call left there. */
  int errno();

  /** The one that costs this process least. */
  static Downcall best() {
    return Way.DIRECT ? new DirectDowncall() : new LinkedDowncall();
  }

  /** Where a function is; 0 if libc has none of this name. */
  static long find(String name) {
    return Way.DIRECT ? DirectDowncall.find(name) : LinkedDowncall.find(name);
  }

  /** Where a direct buffer's memory is. */
  static long address(ByteBuffer direct) {
    return Way.DIRECT ? DirectDowncall.address(direct) : LinkedDowncall.address(direct);
  }

  /** Decided once. */
  final class Way {
    static final boolean DIRECT = choose();

    private Way() {}

    private static boolean choose() {
      Platform.requireSupported();
      return DirectDowncall.isSupported();
    }
  }
}
