package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Printing;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No client of the control socket, and no other user, harms the cluster. */
@Tag("thorough")
class ControlAttackTest {
  private static final Pattern PID = Pattern.compile("\"pid\" : (\\d+)");

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @AfterEach
  void close() {
    operator.close();
  }

  private RunningCluster start() {
    String program = Printing.in(operator.folder());
    return operator.start("-n", "shop", "-w", "1", program, "" + port);
  }

  private long primary() {
    Matcher pid = PID.matcher(String.join("\n", operator.get(0, "status", "--json")));
    assertThat(pid.find()).isTrue();
    return Long.parseLong(pid.group(1));
  }

  private void assertServes() {
    assertThat(Client.getText(port)).isEqualTo("ok");
    assertThat(operator.get(0, "status"))
        .anyMatch(line -> line.startsWith("shop: running, 1 of 1"));
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(operator.socket("shop")));
  }

  /** What is answered; empty if it is hung up on without a word, before all is sent or after. */
  private String ask(String text) throws IOException {
    StringBuilder answer = new StringBuilder();
    try (SocketChannel channel = connect()) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      while (channel.read(buffer.clear()) >= 0) {
        answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
      }
    } catch (IOException e) {
      return answer.toString();
    }
    return answer.toString();
  }

  private static String scale(String workers) {
    return "{\"prefork\":1,\"do\":\"scale\",\"relative\":false,\"workers\":" + workers + "}\n";
  }

  @Test
  void invalidRequestsDoNotHarmTheCluster() throws Exception {
    try (RunningCluster _ = start()) {
      assertServes();
      long primary = primary();
      int descriptors = Proc.descriptors(primary);
      List<String> attacks =
          List.of(
              "\n",
              "\u0000\u0001\u00ff\u00fe\n",
              "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
              "[".repeat(100_000) + "\n",
              "{\"prefork\":1,\"do\":".repeat(30_000) + "\n",
              "{\"prefork\":1,\"do\":\"send\",\"message\":" + "[".repeat(50_000) + "\n",
              "{\"prefork\":" + "9".repeat(2000) + ",\"do\":\"status\"}\n",
              "{\"prefork\":1e999,\"do\":\"status\"}\n",
              "{\"prefork\":1,\"do\":\"status\"\n",
              "{\"prefork\":1,\"do\":\"kill\",\"worker\":1,\"signal\":-9}\n",
              "{\"prefork\":1,\"do\":\"kill\",\"worker\":-1,\"signal\":9}\n",
              "{\"prefork\":1,\"do\":\"kill\",\"worker\":99999999999,\"signal\":9}\n",
              scale("-2147483648"),
              scale("2147483648"),
              scale("1e400"),
              scale("0.5"),
              scale("\"\""),
              scale("null"));
      for (String attack : attacks) {
        assertThat(ask(attack))
            .as(attack.substring(0, Math.min(attack.length(), 80)))
            .doesNotContain("\"succeeded\":true", "\"is\":\"sent\"", "Exception");
      }
      assertThat(ask("x".repeat(2 << 20))).doesNotContain("\"is\":\"status\"");
      assertServes();
      Await.until("no descriptor is left", () -> Proc.descriptors(primary) <= descriptors);
      assertThat(primary()).isEqualTo(primary);
      operator.get(0, "stop");
    }
  }

  @Test
  void clientsThatAreIdleOrDoNotReadDelayNobody() throws Exception {
    try (RunningCluster _ = start()) {
      assertServes();
      long primary = primary();
      int descriptors = Proc.descriptors(primary);
      List<SocketChannel> clients = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        clients.add(connect());
        SocketChannel follower = connect();
        clients.add(follower);
        follower.write(
            ByteBuffer.wrap(
                "{\"prefork\":1,\"do\":\"logs\",\"count\":1000,\"follow\":true}\n"
                    .getBytes(StandardCharsets.US_ASCII)));
      }
      for (int i = 0; i < 20; i++) {
        assertServes();
      }
      for (SocketChannel client : clients) {
        client.close();
      }
      Await.until("no descriptor is left", () -> Proc.descriptors(primary) <= descriptors);
      assertServes();
      operator.get(0, "stop");
    }
  }

  @Test
  void aStoppedPrimaryIsReportedInOneLineAndChangesNothingLater() {
    try (RunningCluster _ = start()) {
      long primary = primary();
      Proc.stop(primary);
      for (String command : List.of("status", "restart", "stop", "logs -f", "send 7")) {
        assertThat(operator.get(1, command.split(" ")))
            .singleElement()
            .asString()
            .contains("'shop'", "5 s", "SIGSTOP");
      }
      Proc.signal(primary, "CONT");
      assertServes();
      assertThat(operator.get(0, "status", "--json")).contains("  \"generation\" : 1,");
      operator.get(0, "stop");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../shop",
        "a/b",
        "/",
        "shop\nx",
        "shop\u001b[2J",
        "",
        " ",
        "-x",
        "1",
        "\u202eshop",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void anInvalidNameIsRejectedInHarmlessLines(String name) {
    List<List<String>> commands =
        List.of(
            List.of("status", "--", name),
            List.of("stop", "--", name),
            List.of("run", "--name=" + name, Printing.in(operator.folder()), "" + port));
    for (List<String> command : commands) {
      List<String> lines = operator.get(2, command.toArray(String[]::new));
      assertThat(lines).allMatch(line -> line.startsWith("prefork: "));
      assertThat(String.join("", lines)).doesNotContain("\u001b", "\u202e", "Exception");
    }
    assertThat(operator.folder().resolve("prefork")).doesNotExist();
  }

  @Test
  void aRuntimeDirectoryOpenToOrOwnedByOthersIsRejected() throws IOException {
    Path directory = Files.createDirectory(operator.folder().resolve("prefork"));
    String program = Printing.in(operator.folder());
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThat(operator.get(1, "run", program, "" + port))
        .singleElement()
        .asString()
        .endsWith("chmod 700 " + directory);

    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    assumeTrue(isRoot(), "only root can give a directory away");
    Files.setOwner(
        directory,
        directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("daemon"));
    assertThat(operator.get(1, "run", program, "" + port))
        .singleElement()
        .asString()
        .contains(directory.toString(), "XDG_RUNTIME_DIR");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /** Asks for a stop, and prints what comes of it. */
  private static final String INTRUDER =
      """
      void main(String[] args) throws Exception {
        try (var channel = java.nio.channels.SocketChannel.open(
            java.net.UnixDomainSocketAddress.of(args[0]))) {
          channel.write(java.nio.ByteBuffer.wrap(
              "{\\"prefork\\":1,\\"do\\":\\"stop\\",\\"now\\":true}\\n".getBytes()));
          var answer = java.nio.ByteBuffer.allocate(1000);
          IO.println("read " + channel.read(answer));
        } catch (java.io.IOException e) {
          IO.println("failed " + e.getMessage());
        }
      }
      """;

  private String intrude(Path program) {
    try (RunningCluster intruder =
        Start.java(program.toString(), operator.socket("shop").toString())
            .behind("setpriv", "--reuid=12345", "--regid=12345", "--clear-groups")
            .run()) {
      assertThat(intruder.awaitExit()).isZero();
      return intruder.lines().getLast();
    }
  }

  private static void allow(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void anotherUserCanDoNothingEvenIfTheDirectoryIsOpen() throws Exception {
    assumeTrue(isRoot(), "only root can be another user");
    try (RunningCluster _ = start()) {
      long primary = primary();
      Path program = Sources.write(operator.folder().resolve("Intruder.java"), INTRUDER);
      allow(program, "rw-r--r--");
      allow(operator.folder(), "rwxr-xr-x");
      assertThat(intrude(program)).isEqualTo("failed Permission denied");

      allow(operator.socket("shop").getParent(), "rwxrwxrwx");
      allow(operator.socket("shop"), "rw-rw-rw-");
      assertThat(intrude(program)).isIn("read -1", "failed Connection reset", "failed Broken pipe");
      assertServes();
      assertThat(primary()).isEqualTo(primary);
      operator.get(0, "stop");
    }
  }
}
