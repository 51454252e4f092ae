package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Start;
import dev.prefork.it.programs.ScriptedCluster;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.Test;

/** Whoever manages a process reaches the one that is meant, though all are started alike. */
class OwnBusinessTest {
  private static final String JMX = "-Dcom.sun.management.jmxremote";

  @Test
  void jmxReachesEachProcessOnAPortOfItsOwn() throws IOException {
    int first = threePorts();
    Start start =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + Client.freePort())
            .option(JMX + ".port=" + first, JMX + ".ssl=false", JMX + ".authenticate=false")
            .option(JMX + ".host=127.0.0.1", "-Djava.rmi.server.hostname=127.0.0.1");
    try (RunningCluster cluster = start.run().ports(3).awaitListening(1, 2)) {
      assertThat(pidByJmx(first)).isEqualTo(cluster.pid());
      assertThat(pidByJmx(first + 1)).isEqualTo(cluster.pid(1));
      assertThat(pidByJmx(first + 2)).isEqualTo(cluster.pid(2));
    }
  }

  /** The first of three that follow one another. */
  private static int threePorts() {
    int first = Client.freePort();
    int second = Client.freePort();
    int third = Client.freePort();
    while (second != first + 1 || third != second + 1) {
      first = second;
      second = third;
      third = Client.freePort();
    }
    return first;
  }

  @SuppressWarnings("BanJNDI") // the one way to the agent that a JVM has, which is our own process
  private static long pidByJmx(int port) throws IOException {
    JMXServiceURL url =
        new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi");
    try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
      return ManagementFactory.getPlatformMXBean(
              connector.getMBeanServerConnection(), RuntimeMXBean.class)
          .getPid();
    }
  }

  @Test
  void attachReachesTheWorkerByItsPid() throws IOException, InterruptedException {
    try (RunningCluster cluster =
        Start.program(ScriptedCluster.class, "workers=2", "port=" + Client.freePort())
            .run()
            .awaitListening(1, 2)) {
      String pid = Long.toString(cluster.pid(2));
      String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
      Process asking = new ProcessBuilder(jcmd, pid, "VM.system_properties").start();
      String answer = new String(asking.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(asking.waitFor()).isZero();
      assertThat(answer).contains("java.version=");
    }
  }
}
