package dev.prefork.internal.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of the service manager's sockets is the one that a program asks for. */
class ActivatedSocketsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // the same address
        "127.0.0.1 8080 | 127.0.0.1 8080 | 3",
        "0.0.0.0 8080 | 0.0.0.0 8080 | 3",
        "::1 80, ::1 8080, 127.0.0.1 8080 | 127.0.0.1 8080 | 5",
        // the wildcard of a dual-stack socket is asked for as either
        ":: 8080 | 0.0.0.0 8080 | 3",
        "0.0.0.0 8080 | :: 8080 | 3",
        // the operator has chosen one address for a program that asks for all
        "10.0.0.1 8080 | :: 8080 | 3",
        // another port
        "127.0.0.1 8080 | 127.0.0.1 8081 | none",
        ":: 8080 | :: 8081 | none",
        ":: 8080 | :: 0 | none",
        // another address
        "10.0.0.1 8080 | 127.0.0.1 8080 | none",
        // more than was asked for
        ":: 8080 | 127.0.0.1 8080 | unfit",
        // which of them?
        "10.0.0.1 8080, 127.0.0.1 8080 | :: 8080 | unfit",
        "0.0.0.0 8080, :: 8080 | :: 8080 | unfit",
      })
  void theSocketWithThePortIsTakenIfItIsNoMoreThanWasAskedFor(
      String there, String asked, String which) throws IOException {
    List<ActivatedSocket> sockets = new ArrayList<>();
    for (String address : there.split(", ", -1)) {
      sockets.add(new ActivatedSocket(3 + sockets.size(), "", address(address)));
    }
    String found =
        switch (new ActivatedSockets(sockets).find(address(asked))) {
          case ActivatedSockets.Found(ActivatedSocket socket) -> "" + socket.descriptor();
          case ActivatedSockets.Missing() -> "none";
          case ActivatedSockets.Unfit(String reason) -> {
            assertThat(reason).contains("the service manager listens on", "8080");
            yield "unfit";
          }
        };
    assertThat(found).isEqualTo(which);
  }

  private static InetSocketAddress address(String text) throws IOException {
    String[] parts = text.split(" ", -1);
    return new InetSocketAddress(InetAddress.getByName(parts[0]), Integer.parseInt(parts[1]));
  }

  @Test
  void aUnixSocketIsFoundByItsPathWhateverLinksLeadThere(@TempDir Path directory)
      throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    ActivatedSocket socket =
        new ActivatedSocket(3, "app", UnixDomainSocketAddress.of(real.resolve("s")));
    ActivatedSockets sockets = new ActivatedSockets(List.of(socket));
    assertThat(sockets.find(UnixDomainSocketAddress.of(link.resolve("s"))))
        .isEqualTo(new ActivatedSockets.Found(socket));
    assertThat(sockets.find(UnixDomainSocketAddress.of(link.resolve("t"))))
        .isEqualTo(new ActivatedSockets.Missing());
  }

  @Test
  void whatNobodyHasUsedIsKnown() throws IOException {
    ActivatedSocket one = new ActivatedSocket(3, "a", address(":: 80"));
    ActivatedSocket other = new ActivatedSocket(4, "b", address(":: 81"));
    ActivatedSockets sockets = new ActivatedSockets(List.of(one, other));
    sockets.markUsed(one);
    assertThat(sockets.unused()).containsExactly(other);
  }

  @ParameterizedTest
  @CsvSource({"1, 43", "1, ''", "0, 42", "many, 42", "-1, 42", "100000000, 42", "'', 42"})
  void variablesThatAreNotForThisProcessMeanNothing(String count, String pid) {
    Map<String, String> variables = Map.of("LISTEN_FDS", count, "LISTEN_PID", pid);
    assertThat(ActivatedSockets.of(variables, 42).all()).isEmpty();
  }
}
