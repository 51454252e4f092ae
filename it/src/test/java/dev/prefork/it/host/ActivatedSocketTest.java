package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Answer;
import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that bind as always, under systemd's socket activation: the socket is there already. */
class ActivatedSocketTest {
  /** Listens at the places named, and starts the rest as systemd would. */
  private static final String ACTIVATE =
      """
      import os, socket, sys
      places = sys.argv[1].split(',')
      sockets = []
      for place in places:
        if place.startswith('/'):
          s = socket.socket(socket.AF_UNIX)
          s.bind(place)
        else:
          host, port = place.rsplit(':', 1)
          s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET)
          s.bind((host, int(port)))
        s.listen()
        sockets.append(os.dup2(s.fileno(), 20 + len(sockets)))
        s.close()
      for i, s in enumerate(sockets):
        os.dup2(s, 3 + i)
        os.close(s)
      os.environ['LISTEN_FDS'] = str(len(sockets))
      os.environ['LISTEN_FDNAMES'] = ':'.join('web%d' % i for i in range(len(sockets)))
      """;

  private static final String EXECUTE =
      """
      os.environ['LISTEN_PID'] = str(os.getpid())
      os.execv(sys.argv[2], sys.argv[2:])
      """;

  /** A service manager that starts the service again when it has ended and a client has come. */
  private static final String RESTART =
      """
      import ctypes, signal
      signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
      for life in range(2):
        child = os.fork()
        if child == 0:
          ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # with its parent
          signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
          os.environ['LISTEN_PID'] = str(os.getpid())
          os.execv(sys.argv[2], sys.argv[2:])
        os.waitpid(child, 0)
        print('down', flush=True)
        signal.sigwait([signal.SIGUSR1])
      """;

  private final int port = Client.freePort();
  @TempDir private Path directory;

  private static RunningCluster cluster(String places, String... more) {
    return start(EXECUTE, places, more).run().ports(2);
  }

  private static Start start(String how, String places, String... more) {
    return Start.program(ScriptedCluster.class, more)
        .argument("workers=2")
        .argument("persistent")
        .behind("python3", "-c", ACTIVATE + how, places);
  }

  private void assertInTurn() {
    assertThat(Client.askTimes(4, port).map(Answer::worker).toList())
        .isIn(List.of(1, 2, 1, 2), List.of(2, 1, 2, 1)); // whichever listened first
  }

  @Test
  void aServerThatBindsItsPortServesTheSocketThatIsThere() {
    try (RunningCluster cluster =
        cluster("127.0.0.1:" + port, "port=" + port).awaitListening(1, 2)) {
      assertInTurn();
      cluster.awaitLine("INFO: workers listen on .*:" + port + " \\(descriptor 3, web0\\) of .*");
    }
  }

  @Test
  void theWildcardOfIpv6IsWhatAServerAtAllAddressesGets() {
    try (RunningCluster _ = cluster(":::" + port, "port=" + port).awaitListening(1, 2)) {
      assertInTurn();
    }
  }

  @Test
  void otherPortsAreBoundAsAlways() {
    try (RunningCluster cluster =
        cluster("127.0.0.1:" + Client.freePort(), "port=" + port).awaitListening(1, 2)) {
      assertInTurn();
      assertThat(cluster.lines("INFO: workers listen on")).isEmpty();
    }
  }

  @Test
  void aSocketThatIsMoreThanWasAskedForIsRefusedWithAdvice() {
    try (RunningCluster cluster = cluster("0.0.0.0:" + port, "server=none")) {
      cluster.awaitLine("online 1 .*");
      cluster.tell("send 1 listen local:" + port);
      cluster.awaitLine(
          "unbound 1 java.net.BindException: the service manager listens on .* accepts more than"
              + " .*/127.0.0.1:"
              + port
              + "; .*");
    }
  }

  @Test
  void aPathThatTheProgramDeletesBeforeItBindsStillLeadsToTheSocket() {
    Path path = directory.resolve("s");
    try (RunningCluster _ = cluster(path.toString(), "path=" + path).awaitListening(1, 2)) {
      assertThat(List.of(Client.ask(path).worker(), Client.ask(path).worker()))
          .containsExactlyInAnyOrder(1, 2);
    }
    assertThat(path).as("it is not the primary's to delete").exists();
  }

  @Test
  void underKernelTheWorkersShareItAndAreTold() {
    try (RunningCluster cluster =
        cluster("127.0.0.1:" + port, "port=" + port, "policy=kernel").awaitListening(1, 2)) {
      cluster.awaitLine("INFO: the service manager has opened one socket for .* as under none");
      assertThat(Client.askTimes(4, port).map(Answer::pid))
          .isSubsetOf(cluster.pid(1), cluster.pid(2));
    }
  }

  @Test
  void aClientThatComesWhileThePrimaryIsRestartedIsServedByTheNext() {
    try (RunningCluster cluster =
        start(RESTART, "127.0.0.1:" + port, "port=" + port).run().awaitListening(1, 2)) {
      cluster.tell("exit 0");
      cluster.awaitLine("down");
      try (Client client = Client.begin(port, "who")) {
        Proc.signal(cluster.pid(), "USR1");
        assertThat(client.answer().worker()).isIn(1, 2);
      }
    }
  }

  @Test
  void whatTheServiceManagerSaysIsForThePrimaryAlone() {
    Start start =
        start(EXECUTE, "127.0.0.1:" + port, "port=" + port)
            .variable("NOTIFY_SOCKET", "/nowhere/n")
            .variable("WATCHDOG_USEC", "9876543210");
    try (RunningCluster cluster = start.run().ports(2).awaitListening(1, 2)) {
      Await.until("both run", () -> cluster.processes().size() == 3);
      for (String variable : List.of("NOTIFY_SOCKET=/nowhere/n", "WATCHDOG_USEC=9876543210")) {
        assertThat(Proc.withVariable(variable)).containsExactly(cluster.pid());
      }
      assertThat(Proc.withVariable("LISTEN_PID=" + cluster.pid())).containsExactly(cluster.pid());
    }
  }
}
