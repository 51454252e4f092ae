package dev.prefork.internal.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.host.AddressHolder;
import dev.prefork.model.BindFailure;
import dev.prefork.model.BindFailure.Kind;
import dev.prefork.model.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A worker that does not become ready is reported with the cause and what to do about it. */
class ObstaclesTest {
  private static final SocketAddress WEB =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final SocketAddress PATH = UnixDomainSocketAddress.of("/run/app.sock");

  private static String text(
      SocketAddress address, Transport transport, Kind kind, @Nullable AddressHolder holder) {
    return Obstacles.of(new BindFailure(address, transport, kind, "reason (ERROR)"), holder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TAKEN           | no process uses it any more",
        "FORBIDDEN       | run as root, grant CAP_NET_BIND_SERVICE, or choose a port of 1024 or"
            + " more",
        "NO_SUCH_ADDRESS | no network interface of this machine has this address",
      })
  void aPortThatCannotBeBoundComesWithAdvice(Kind kind, String advice) {
    assertThat(text(WEB, Transport.TCP, kind, null))
        .isEqualTo("cannot bind 127.0.0.1:80: reason (ERROR); " + advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TAKEN     | no process listens on it: delete the file or choose another path",
        "FORBIDDEN | make the directory writable or choose another path",
        "BAD_PATH  | check the path",
      })
  void aPathThatCannotBeBoundComesWithAdvice(Kind kind, String advice) {
    assertThat(text(PATH, Transport.UNIX, kind, null))
        .isEqualTo("cannot bind /run/app.sock: reason (ERROR); " + advice);
  }

  @Test
  void theProcessThatUsesAnAddressIsNamed() {
    String end = ": stop that process or choose another address";
    assertThat(text(WEB, Transport.UDP, Kind.TAKEN, new AddressHolder(0, "")))
        .isEqualTo(
            "cannot bind UDP 127.0.0.1:80: reason (ERROR); a process of another user is using it"
                + end);
    assertThat(text(WEB, Transport.TCP, Kind.TAKEN, new AddressHolder(4127, "python3 -m http")))
        .isEqualTo(
            "cannot bind 127.0.0.1:80: reason (ERROR); process 4127 (python3 -m http) is using it"
                + end);
    long self = ProcessHandle.current().pid();
    assertThat(text(WEB, Transport.TCP, Kind.TAKEN, new AddressHolder(self, "java")))
        .contains("; this cluster (java) is using it");
  }

  @Test
  void theMainThreadIsShownWithItsCallers() {
    assertThat(Obstacles.of(List.of())).isEqualTo("main method has returned");
    assertThat(Obstacles.of(List.of("a.A.read(A.java:1)", "shop.Db.connect(Db.java:31)")))
        .isEqualTo("main thread is in a.A.read(A.java:1), called by shop.Db.connect(Db.java:31)");
  }
}
