package dev.prefork.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways to call libc do the same. */
class DowncallTest {
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SOCK_DGRAM = 2;
  private static final int AF_UNIX = 1;

  static List<Downcall> both() {
    assertThat(DirectDowncall.isPossible() || !Platform.isX86())
        .as("the tests' JVM is one in which both can be tried")
        .isTrue();
    return Platform.isX86()
        ? List.of(new LinkedDowncall(), new DirectDowncall())
        : List.of(new LinkedDowncall());
  }

  private static long call(Downcall by, Arena arena, String name, long... arguments) {
    return call(by, arena.allocate(ValueLayout.JAVA_INT), name, arguments);
  }

  private static long call(Downcall by, MemorySegment errno, String name, long... arguments) {
    long[] five = Arrays.copyOf(arguments, 5);
    MemorySegment function = Objects.requireNonNull(by.find(name));
    try {
      return by.call(function, errno, five[0], five[1], five[2], five[3], five[4]);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void whatLibcReturnsIsReturned(Downcall by) {
    try (Arena arena = Arena.ofConfined()) {
      assertThat(call(by, arena, "getpid")).isEqualTo(ProcessHandle.current().pid());
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void errnoIsThatOfTheCall(Downcall by) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(ValueLayout.JAVA_INT);
      assertThat((int) call(by, errno, "close", -1)).isEqualTo(-1);
      assertThat(errno.get(ValueLayout.JAVA_INT, 0)).isEqualTo(Errno.EBADF.number());
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void allFiveArgumentsArriveInOrder(Downcall by) {
    try (Arena arena = Arena.ofConfined()) {
      long socket = call(by, arena, "socket", AF_UNIX, SOCK_DGRAM);
      MemorySegment type = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      assertThat(
              call(
                  by,
                  arena,
                  "getsockopt",
                  socket,
                  SOL_SOCKET,
                  SO_TYPE,
                  type.address(),
                  length.address()))
          .isZero();
      assertThat(type.get(ValueLayout.JAVA_INT, 0)).isEqualTo(SOCK_DGRAM);
      assertThat(call(by, arena, "close", socket)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void aFunctionThatLibcHasNotIsNotFound(Downcall by) {
    assertThat(by.find("no_such_function")).isNull();
  }

  @Test
  void theOneThatCostsLessIsTakenWhereItIsPossible() {
    assertThat(Downcall.best() instanceof DirectDowncall).isEqualTo(DirectDowncall.isPossible());
  }
}
