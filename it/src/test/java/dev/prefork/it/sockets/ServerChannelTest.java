package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.prefork.it.channel.ServerChannelProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker's {@code ServerSocketChannel} behaves like the JDK's: {@link ServerChannelProgram}
 * checks the same in a plain JVM and in a worker.
 */
@Tag("thorough")
class ServerChannelTest {
  private static final String IPV4_STACK = "-Djava.net.preferIPv4Stack=true";
  private static final int FEWEST_CHECKS = 100;

  @TempDir Path directory;

  @TestFactory
  Stream<DynamicTest> inAPlainJvm() throws Exception {
    return checks("jdk");
  }

  @TestFactory
  Stream<DynamicTest> inAPlainJvmWithoutIpv6() throws Exception {
    return checks("jdk", IPV4_STACK);
  }

  @TestFactory
  Stream<DynamicTest> inAWorkerThatIsHandedConnections() throws Exception {
    return checks("rr");
  }

  @TestFactory
  Stream<DynamicTest> inAWorkerThatIsHandedConnectionsWithoutIpv6() throws Exception {
    return checks("rr", IPV4_STACK);
  }

  @TestFactory
  Stream<DynamicTest> inAWorkerThatSharesTheSocket() throws Exception {
    return checks("none");
  }

  @TestFactory
  Stream<DynamicTest> inAWorkerThatSharesTheSocketWithoutIpv6() throws Exception {
    return checks("none", IPV4_STACK);
  }

  /** Runs the program; each line it printed is a test. */
  private Stream<DynamicTest> checks(String where, String... options) throws Exception {
    List<String> lines = run(where, options);
    assertThat(lines).last().asString().isEqualTo("done " + (lines.size() - 1));
    assertThat(lines).hasSizeGreaterThan(FEWEST_CHECKS);
    return lines.stream()
        .limit(lines.size() - 1)
        .map(line -> dynamicTest(nameOf(line), () -> assertThat(line).startsWith("ok ")));
  }

  private static String nameOf(String line) {
    String named = line.substring(line.indexOf(' ') + 1);
    return line.startsWith("ok ") ? named : named.substring(0, named.indexOf(':'));
  }

  private List<String> run(String where, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("prefork.jar") + ":" + classes()));
    command.addAll(List.of(ServerChannelProgram.class.getName(), where));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.contains("PREFORK"));
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      boolean ended = process.waitFor(5, TimeUnit.MINUTES);
      String told = Files.readString(out) + Files.readString(err);
      assertThat(ended).as(told).isTrue();
      assertThat(process.exitValue()).as(told).isZero();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readAllLines(out);
  }

  private static Path classes() {
    return Path.of(System.getProperty("prefork.root"), "it/target/classes");
  }
}
