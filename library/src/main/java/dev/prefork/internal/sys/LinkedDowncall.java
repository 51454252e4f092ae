package dev.prefork.internal.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;

/**
 * Calls functions through the linker of the Foreign Function &amp; Memory API. The linker generates
 * a class, which costs a new JVM 50 ms and several megabytes.
 */
final class LinkedDowncall implements Downcall {
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private static final MethodHandle CALL = link();
  private static final SymbolLookup LIBC = Linker.nativeLinker().defaultLookup();

  private final MemorySegment errno = Arena.ofAuto().allocate(ValueLayout.JAVA_INT);

  @SuppressWarnings("restricted") // allowed by --enable-native-access
  private static MethodHandle link() {
    return Linker.nativeLinker().downcallHandle(SIGNATURE, Linker.Option.captureCallState("errno"));
  }

  static long find(String name) {
    return LIBC.find(name).orElse(MemorySegment.NULL).address();
  }

  static long address(ByteBuffer direct) {
    return MemorySegment.ofBuffer(direct).address();
  }

  @Override
  public long call(long function, long a, long b, long c, long d, long e) throws Throwable {
    return (long) CALL.invokeExact(MemorySegment.ofAddress(function), errno, a, b, c, d, e);
  }

  @Override
  public int errno() {
    return errno.get(ValueLayout.JAVA_INT, 0); // the only captured state on Linux
  }
}
