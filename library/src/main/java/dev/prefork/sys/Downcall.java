package dev.prefork.sys;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * How functions of libc are called: all with <em>one</em> shape, five 64-bit integers and a 64-bit
 * result, and with what {@code errno} is afterwards.
 *
 * <p>The calling conventions of x86-64 and AArch64 Linux allow it: the first six integer or pointer
 * arguments are in registers, a callee reads the low half of one that is an {@code int} and never
 * looks at registers beyond its own arguments.
 */
sealed interface Downcall permits DirectDowncall, LinkedDowncall {
  /** Where a function is; null if libc has none of this name. */
  @Nullable MemorySegment find(String name);

  /**
   * Calls a function.
   *
   * @param errno four bytes, valid until this returns
   */
  long call(MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e)
      throws Throwable;

  /** The one that costs this process least. */
  static Downcall best() {
    Platform.requireSupported();
    return DirectDowncall.isPossible() ? new DirectDowncall() : new LinkedDowncall();
  }
}
