package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.supervised.SupervisedCluster;
import org.junit.jupiter.api.Test;

/** A supervised cluster as a service: what systemd hears, from whom, and when. */
class SystemdTest {
  /** Starts the rest with a NOTIFY_SOCKET, and prints what comes there and from which process. */
  private static final String LISTEN_AND_START =
      """
      import ctypes, os, signal, socket, struct, sys
      heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      heard.bind('')  # an abstract name of the kernel's choice
      heard.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
      child = os.fork()
      if child == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # with its parent
        os.environ['NOTIFY_SOCKET'] = '@' + heard.getsockname()[1:].decode()
        os.environ['WATCHDOG_USEC'] = '1000000'
        os.environ['WATCHDOG_PID'] = str(os.getpid())
        os.execv(sys.argv[1], sys.argv[1:])
      while True:
        message, more, _, _ = heard.recvmsg(4096, 100)
        pid = struct.unpack('iii', more[0][2])[0]
        who = 'primary' if pid == child else 'process %d' % pid
        text = message.decode().replace('MAINPID=%d' % child, 'MAINPID=primary').split('\\n')
        line = ' '.join([who, 'tells'] + text) + '\\n'
        os.write(1, line.encode())  # at once: the primary writes there, too
        if text[0] == 'STOPPING=1':
          os.waitpid(child, 0)
          break
      """;

  private final int port = Client.freePort();

  private RunningCluster cluster(String... arguments) {
    return Start.program(SupervisedCluster.class, arguments)
        .argument("port=" + port)
        .behind("python3", "-c", LISTEN_AND_START)
        .run();
  }

  @Test
  void itHearsOfTheWholeLifeFromThePrimaryAlone() {
    try (RunningCluster cluster = cluster("workers=2")) {
      cluster.awaitLine("primary tells READY=1 MAINPID=primary STATUS=[12] of 2 .*");
      cluster.awaitLine("primary tells WATCHDOG=1");
      cluster.awaitLine("primary tells WATCHDOG=1");
      cluster.tell("reload");
      cluster.awaitLine("primary tells RELOADING=1 MONOTONIC_USEC=\\d+ STATUS=.*generation 2.*");
      cluster.awaitLine("primary tells READY=1 MAINPID=primary STATUS=2 of 2 .*generation 2");
      cluster.tell("stop");
      cluster.awaitLine("primary tells STOPPING=1 EXTEND_TIMEOUT_USEC=\\d+ STATUS=stopping: .*");
      assertThat(cluster.awaitExit()).isZero();
      assertThat(cluster.lines("process ")).isEmpty();
    }
  }

  @Test
  void aFailedReloadIsOverForItTooAndItKnowsWhy() {
    try (RunningCluster cluster = cluster("workers=1")) {
      cluster.awaitLine("primary tells READY=1 .*");
      cluster.tell("reload broken");
      cluster.awaitLine("primary tells RELOADING=1 .*");
      cluster.awaitLine("primary tells READY=1 .* generation 1; .* status 9 .*");
      cluster.tell("stop");
      assertThat(cluster.awaitExit()).isZero();
    }
  }
}
