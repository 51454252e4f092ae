package dev.prefork.internal.supervisor.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.host.ActivatedSocket;
import dev.prefork.internal.host.ActivatedSockets;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operator hears of a socket unit that the program does not fit. */
class UnusedSocketsTest {
  private final ActivatedSocket web = new ActivatedSocket(3, "web", new InetSocketAddress(80));
  private final ActivatedSocket other = new ActivatedSocket(4, "other", new InetSocketAddress(81));
  private final ActivatedSockets sockets = new ActivatedSockets(List.of(web, other));
  private final List<String> notes = new ArrayList<>();

  @Test
  void aSocketThatNoWorkerHasAskedForIsToldOnceWhenAllHaveServedForAWhile() {
    UnusedSockets unused = new UnusedSockets(sockets, notes::add);
    sockets.markUsed(web);
    unused.check(false, 1000);
    unused.check(true, 2000);
    unused.check(true, 11_999);
    assertThat(notes).isEmpty();
    unused.check(true, 12_000);
    unused.check(true, 13_000);
    assertThat(notes)
        .containsExactly(
            "no worker has bound the service manager's socket "
                + other
                + "; clients of it get no reply");
  }
}
