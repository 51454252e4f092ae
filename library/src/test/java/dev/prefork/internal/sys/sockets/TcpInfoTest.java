package dev.prefork.internal.sys.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which connections a worker that stops has to wait for. */
class TcpInfoTest {
  private static final long QUIET = 1000;
  private static final long DOUBT = 5000;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a request without an answer,               true,  50, true, false, 90000, 80000, 90000, true",
    "a first request that came at once,         true,  50, false, false, 90000, 90000, 90000, true",
    "a request right after an answer,           true,  50, true, false, 80004, 80000, 80000, true",
    "an answer that has just been sent,         true,  50, true, false,   900,  1200,   900, true",
    "an answer that was sent a second ago,      true,  50, true, false,  1000,  1200,  1000, false",
    "an answer that was not received,           true,  50, true, true,  90000, 95000, 90000, true",
    "both at once,                              true,  50, true, false,  4900,  4900,  4900, true",
    "both at once and five seconds ago,         true,  50, true, false,  5000,  5000,  5000, false",
    "both at once and acknowledged later,       true,  50, true, false,  1000,  1000,   960, false",
    "both at once and just acknowledged,        true,  50, true, false,   999,   999,   960, true",
    "a client that has said nothing,            true,  0, false, false,  1000,  1000,  1000, false",
    "a client that has just come,               true,  0, false, false,   999,   999,   999, true",
    "this side has ended it,                    false, 50, true, false, 90000, 80000, 90000, false",
    "this side has ended it with all unsent,    false, 50, true, true,    100,   100,   100, false",
  })
  void aConnectionIsInUseWhileARequestMayBeExecuted(
      String what,
      boolean open,
      long said,
      boolean answered,
      boolean unsent,
      long sent,
      long received,
      long acknowledged,
      boolean inUse) {
    TcpInfo info = new TcpInfo(open, said, answered, unsent, sent, received, acknowledged);
    assertThat(info.isInUse(QUIET, DOUBT)).as(what).isEqualTo(inUse);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "between two requests,          false, 0, 5, false",
    "either was the last,           false, 0, 0, false",
    "a request without an answer,   false, 5, 0, true",
    "an answer that is on its way,  true,  0, 5, true",
  })
  void whoeverIsNotWaitedForAnyMoreIsLetGoBetweenTwoRequests(
      String what, boolean unsent, long sent, long received, boolean inUse) {
    TcpInfo info = new TcpInfo(true, 50, true, unsent, sent, received, received);
    assertThat(info.isInUse(0, 0)).as(what).isEqualTo(inUse);
  }
}
