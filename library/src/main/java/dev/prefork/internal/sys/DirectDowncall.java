package dev.prefork.internal.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import jdk.internal.access.SharedSecrets;
import jdk.internal.foreign.abi.ABIDescriptor;
import jdk.internal.foreign.abi.NativeEntryPoint;
import jdk.internal.foreign.abi.StubLocations;
import jdk.internal.foreign.abi.VMStorage;
import jdk.internal.loader.BootLoader;

/**
 * Calls functions through the JVM's downcall stub, without the adapter class that the linker
 * generates. The arguments are already integers in C's order, so no adapter is needed.
 *
 * <p>Depends on internals of JDK 25 on x86-64; {@link #isSupported} excludes other platforms.
 */
final class DirectDowncall implements Downcall {
  private static final int JAVA_VERSION = 25;

  private static final List<String> REQUIRED_PACKAGES =
      List.of("jdk.internal.access", "jdk.internal.foreign.abi", "jdk.internal.loader");

  /** Types of {@link VMStorage}: an integer register, and a location that the stub chooses. */
  private static final byte INTEGER = 0;

  private static final byte PLACEHOLDER = 4;

  /** The bit for errno in the mask of captured state. */
  private static final int ERRNO = 1 << 2;

  private static final int STACK_ALIGNMENT = 16;

  /** Created on first use, because it fails on other platforms. */
  private static final class Stub {
    static final MethodHandle CALL =
        SharedSecrets.getJavaLangInvokeAccess().nativeMethodHandle(entryPoint());
  }

  /** Looks up functions in the libraries of the boot loader. */
  private static final class Libraries {
    static {
      BootLoader.loadLibrary("net"); // depends on libc, so the lookup includes libc
    }

    static long find(String name) {
      return BootLoader.getNativeLibraries().find(name);
    }
  }

  private final Struct errno = Struct.allocate(Integer.BYTES);

  /** Returns true on a supported JVM whose internal packages are open, as they are in a worker. */
  static boolean isSupported() {
    return Platform.isX86() && Runtime.version().feature() == JAVA_VERSION && isOpen();
  }

  private static boolean isOpen() {
    Module base = Object.class.getModule();
    Module own = DirectDowncall.class.getModule();
    for (String required : REQUIRED_PACKAGES) {
      if (!base.isExported(required, own)) {
        return false;
      }
    }
    return true;
  }

  /** Describes the System V ABI, with the machine's register numbers. */
  private static NativeEntryPoint entryPoint() {
    VMStorage rax = register(0);
    VMStorage rcx = register(1);
    VMStorage rdx = register(2);
    VMStorage rsi = register(6);
    VMStorage rdi = register(7);
    VMStorage r8 = register(8);
    VMStorage r9 = register(9);
    VMStorage r10 = register(10);
    VMStorage r11 = register(11);
    VMStorage[] none = {}; // floating-point registers
    ABIDescriptor abi =
        new ABIDescriptor(
            null, // the architecture, which only the linker uses
            new VMStorage[][] {{rdi, rsi, rdx, rcx, r8, r9}, none},
            new VMStorage[][] {{rax, rdx}, none, none},
            new VMStorage[][] {{r10, r11}, none},
            STACK_ALIGNMENT,
            0,
            r10,
            r11,
            StubLocations.TARGET_ADDRESS.storage(PLACEHOLDER),
            StubLocations.RETURN_BUFFER.storage(PLACEHOLDER),
            StubLocations.CAPTURED_STATE_BUFFER.storage(PLACEHOLDER));
    VMStorage[] arguments = {
      abi.targetAddrStorage(), abi.capturedStateStorage(), rdi, rsi, rdx, rcx, r8
    };
    return NativeEntryPoint.make(
        abi, arguments, new VMStorage[] {rax}, type(arguments.length), false, ERRNO, true, false);
  }

  private static VMStorage register(int number) {
    short all64Bits = 0b1111;
    return new VMStorage(INTEGER, all64Bits, number);
  }

  private static MethodType type(int arguments) {
    return MethodType.methodType(long.class, Collections.nCopies(arguments, long.class));
  }

  static long find(String name) {
    return Libraries.find(name);
  }

  static long address(ByteBuffer direct) {
    return SharedSecrets.getJavaNioAccess().getBufferAddress(direct);
  }

  @Override
  public long call(long function, long a, long b, long c, long d, long e) throws Throwable {
    try {
      return (long) Stub.CALL.invokeExact(function, errno.address(), a, b, c, d, e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public int errno() {
    return errno.getInt(0);
  }
}
