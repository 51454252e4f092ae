package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
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
    assertThat(DirectDowncall.isSupported() || !Platform.isX86())
        .as("the tests' JVM is one in which both can be tried")
        .isTrue();
    return Platform.isX86()
        ? List.of(new LinkedDowncall(), new DirectDowncall())
        : List.of(new LinkedDowncall());
  }

  private static long call(Downcall by, String name, long... arguments) {
    long[] five = Arrays.copyOf(arguments, 5);
    try {
      return by.call(find(by, name), five[0], five[1], five[2], five[3], five[4]);
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static long find(Downcall by, String name) {
    return by instanceof DirectDowncall ? DirectDowncall.find(name) : LinkedDowncall.find(name);
  }

  @ParameterizedTest
  @MethodSource("both")
  void whatLibcReturnsIsReturned(Downcall by) {
    assertThat(call(by, "getpid")).isEqualTo(ProcessHandle.current().pid());
  }

  @ParameterizedTest
  @MethodSource("both")
  void errnoIsThatOfTheCall(Downcall by) {
    assertThat((int) call(by, "close", -1)).isEqualTo(-1);
    assertThat(by.errno()).isEqualTo(Errno.EBADF.number());
  }

  @ParameterizedTest
  @MethodSource("both")
  void allFiveArgumentsArriveInOrder(Downcall by) {
    long socket = call(by, "socket", AF_UNIX, SOCK_DGRAM);
    ByteBuffer type = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    ByteBuffer length = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.nativeOrder());
    length.putInt(0, Integer.BYTES);
    long result =
        call(by, "getsockopt", socket, SOL_SOCKET, SO_TYPE, address(type), address(length));
    assertThat(result).isZero();
    assertThat(type.getInt(0)).isEqualTo(SOCK_DGRAM);
    assertThat(call(by, "close", socket)).isZero();
  }

  @Test
  void bothKnowWhereMemoryIs() {
    assumeThat(DirectDowncall.isSupported()).isTrue();
    ByteBuffer memory = ByteBuffer.allocateDirect(1);
    assertThat(DirectDowncall.address(memory)).isEqualTo(LinkedDowncall.address(memory));
  }

  private static long address(ByteBuffer memory) {
    return LinkedDowncall.address(memory);
  }

  @ParameterizedTest
  @MethodSource("both")
  void aFunctionThatLibcHasNotIsNotFound(Downcall by) {
    assertThat(find(by, "no_such_function")).isZero();
  }

  @Test
  void theOneThatCostsLessIsTakenWhereItIsPossible() {
    assertThat(Downcall.best() instanceof DirectDowncall).isEqualTo(DirectDowncall.isSupported());
  }
}
