package dev.prefork.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * By the linker of the Foreign Function &amp; Memory API. It writes a class for a shape, which
 * costs a fresh JVM 50 ms and several megabytes.
 */
final class LinkedDowncall implements Downcall {
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);

  private static final MethodHandle CALL = link();
  private static final SymbolLookup LIBC = Linker.nativeLinker().defaultLookup();

  @SuppressWarnings("restricted") // this is what --enable-native-access is for
  private static MethodHandle link() {
    return Linker.nativeLinker().downcallHandle(SHAPE, Linker.Option.captureCallState("errno"));
  }

  @Override
  public @Nullable MemorySegment find(String name) {
    return LIBC.find(name).orElse(null);
  }

  @Override
  public long call(
      MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e)
      throws Throwable {
    return (long) CALL.invokeExact(function, errno, a, b, c, d, e);
  }
}
