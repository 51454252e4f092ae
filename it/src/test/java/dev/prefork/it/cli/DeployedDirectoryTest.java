package dev.prefork.it.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deployment replaces directories and bends links below a running cluster. What counts is the
 * name of a directory, and what is there when workers are started.
 */
@Tag("thorough")
class DeployedDirectoryTest {
  /** Answers with what is in a file beside it: its version, its directory and PWD. */
  private static final String SERVER =
      """
      public class Server {
        public static void main(String[] args) throws Exception {
          String text = VERSION + " " + java.nio.file.Files.readString(java.nio.file.Path.of("release"))
              + " " + System.getProperty("user.dir").equals(
                  java.nio.file.Path.of(System.getenv("PWD")).toRealPath().toString());
          var address = new java.net.InetSocketAddress(Integer.parseInt(args[0]));
          var server = com.sun.net.httpserver.HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Connection", "close");
            exchange.sendResponseHeaders(200, text.length());
            exchange.getResponseBody().write(text.getBytes());
            exchange.close();
          });
          server.start();
        }
      }
      """;

  @TempDir static Path built;

  private final int port = Client.freePort();
  private final Operator operator = new Operator();
  private Path folder;

  @BeforeAll
  static void build() {
    for (String version : List.of("one", "two")) {
      Path classes = built.resolve(version);
      String text = SERVER.replace("VERSION", '"' + version + '"');
      Path source = Sources.write(built.resolve(version + "-source/Server.java"), text);
      Sources.compile("-d", classes, source);
      Path jar = built.resolve(version + ".jar");
      Sources.jar("--create", "--file", jar, "-e", "Server", "-C", classes, "Server.class");
    }
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(operator.folder().resolve("srv")).toRealPath();
  }

  @AfterEach
  void close() {
    operator.close();
  }

  /** A directory with a version in it, as app.jar and as classes. */
  private Path release(String name, String version) throws IOException {
    Path directory = Files.createDirectories(folder.resolve(name));
    Files.createDirectories(directory.resolve("classes"));
    Files.copy(built.resolve(version + ".jar"), directory.resolve("app.jar"));
    Files.copy(
        built.resolve(version).resolve("Server.class"), directory.resolve("classes/Server.class"));
    Files.writeString(directory.resolve("release"), "in " + name);
    return directory;
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(DeployedDirectoryTest::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void bend(Path link, Path target) throws IOException {
    Path next = link.resolveSibling("next");
    Files.createSymbolicLink(next, target);
    Files.move(next, link, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  /** A command in a directory, as it is given in a shell that has gone there. */
  private RunningCluster in(Path directory, String... words) {
    return operator
        .command(words)
        .behind("bash", "-c", "cd \"$0\" && exec \"$@\"", directory.toString())
        .run();
  }

  private RunningCluster start(Path directory, String... words) {
    List<String> all = new ArrayList<>(List.of("start", "-n", "a", "-w", "1", "--warm-up", "0"));
    all.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-Xmx64m"));
    all.addAll(List.of(words));
    all.add(String.valueOf(port));
    RunningCluster start = in(directory, all.toArray(String[]::new));
    assertThat(start.awaitExit()).as("start: %s", start.lines()).isZero();
    return start;
  }

  private String status(int code) {
    return String.join("\n", operator.get(code, "status", "a", "--json"));
  }

  private List<String> lines(String... words) {
    try (RunningCluster command = operator.command(words).run()) {
      command.awaitExit();
      return command.lines();
    }
  }

  private long worker() {
    Matcher pid = Pattern.compile("(?s)\"workers\" : \\[.*?\"pid\" : (\\d+)").matcher(status(0));
    assertThat(pid.find()).isTrue();
    return Long.parseLong(pid.group(1));
  }

  private void replaceWorker() {
    long old = worker();
    Proc.signal(old, "KILL");
    Await.until(
        "another worker serves",
        () -> {
          String status = String.join("", lines("status", "a", "--json"));
          return status.contains("\"SERVING\"") && !status.contains("\"pid\" : " + old + ",");
        });
  }

  @Test
  void aDirectoryThatWasReplacedByAnotherOfItsNameIsMeantByAReload() throws IOException {
    for (String[] program : new String[][] {{"app.jar"}, {"-cp", "classes", "Server"}}) {
      Path directory = release("rel", "one");
      try (RunningCluster _ = start(directory, program)) {
        assertThat(Client.getText(port)).isEqualTo("one in rel true");
        remove(directory);
        release("rel", "two");
        operator.get(0, "reload", "a");
        assertThat(Client.getText(port)).isEqualTo("two in rel true");
        replaceWorker();
        assertThat(Client.getText(port)).isEqualTo("two in rel true");
        operator.get(0, "stop");
      }
      remove(directory);
    }
  }

  @Test
  void aLinkInTheNameOfTheDirectoryLeadsAReloadToWhereItLeadsThen() throws IOException {
    Path first = release("1", "one");
    Path current = Files.createSymbolicLink(folder.resolve("current"), first);
    try (RunningCluster _ = start(current, "app.jar")) {
      assertThat(Client.getText(port)).isEqualTo("one in 1 true");
      Path second = release("2", "two");
      bend(current, second);
      replaceWorker();
      assertThat(Client.getText(port)).as("the same generation").isEqualTo("one in 1 true");

      List<String> lines = operator.get(0, "reload", "a");
      assertThat(Client.getText(port)).isEqualTo("two in 2 true");
      Path jar = second.resolve("app.jar");
      assertThat(lines).anyMatch(line -> line.contains(jar + " (") && line.contains(" bytes)"));
      assertThat(lines).noneMatch(line -> line.contains("warning"));
      assertThat(status(0)).contains("\"path\" : \"" + jar, "\"sameProgram\" : false");
      operator.get(0, "stop");
    }
  }

  @Test
  void optionsOfTheJvmAndTheWorkersDirectoryFollowTheLinkWithTheGeneration() throws IOException {
    Path first = release("1", "one");
    Path current = Files.createSymbolicLink(folder.resolve("current"), first);
    String[] words = {"--cwd", ".", "-J-Djava.library.path=lib", "-cp", "classes", "Server"};
    Files.createDirectory(first.resolve("lib"));
    try (RunningCluster _ = start(current, words)) {
      bend(current, release("2", "two"));
      Path second = folder.resolve("2");
      Files.createDirectory(second.resolve("lib"));
      replaceWorker();
      assertThat(Client.getText(port)).isEqualTo("one in 1 true");
      assertThat(Proc.commandLine(worker())).contains("-Djava.library.path=" + first + "/lib");
      operator.get(0, "reload", "a");
      assertThat(Client.getText(port)).isEqualTo("two in 2 true");
      assertThat(Proc.commandLine(worker())).contains("-Djava.library.path=" + second + "/lib");
      operator.get(0, "stop");
    }
  }

  @Test
  void aReloadOfTheSameProgramIsWarnedOf() throws IOException {
    Path directory = release("rel", "one");
    try (RunningCluster _ = start(directory, "app.jar")) {
      FileTime later = FileTime.from(Instant.now().plusSeconds(60));
      Files.setLastModifiedTime(directory.resolve("app.jar"), later); // its date alone is nothing
      assertThat(operator.get(0, "reload", "a")).anyMatch(line -> line.contains("warning: "));
      assertThat(status(0)).contains("\"sameProgram\" : true");
      assertThat(operator.get(0, "restart", "a")).noneMatch(line -> line.contains("warning: "));
      operator.get(0, "stop");
    }
  }

  @Test
  void aProgramThatIsGoneIsShownAndWorkersComeWhenItIsBack() throws IOException {
    Path directory = release("rel", "one");
    Path jar = directory.resolve("app.jar");
    String gone = ": " + jar;
    try (RunningCluster _ = start(directory, "app.jar")) {
      remove(directory);
      Await.until("it is seen", () -> status(0).contains(": " + directory + "\""));
      assertThat(Client.getText(port)).as("the worker serves on").isEqualTo("one in rel true");
      Files.createDirectory(directory);
      Await.until("it is seen", () -> status(0).contains(gone));
      assertThat(operator.get(0, "ls")).anyMatch(line -> line.contains(gone));
      assertThat(operator.get(0, "status")).anyMatch(line -> line.contains(gone));

      Proc.signal(worker(), "KILL");
      Await.until("it has ended", () -> status(1).contains("\"workers\" : [ ]"));
      assertThat(status(1)).contains("\"state\" : \"DEGRADED\"", "\"restarts\" : 1,", gone);
      assertThat(operator.get(1, "reload", "a"))
          .singleElement()
          .asString()
          .contains("'" + jar + "'");

      remove(directory);
      release("rel", "two");
      Await.until("it is back", () -> lines("status", "a").getFirst().contains("running"));
      assertThat(Client.getText(port)).isEqualTo("two in rel true");
      assertThat(status(0)).doesNotContain(gone).contains("\"restarts\" : 1,");
      operator.get(0, "stop");
      assertThat(operator.folder().resolve(".prefork/log/a.primary.log")).content().contains(gone);
    }
  }

  @Test
  void theProgramOfAReloadIsMeantFromWhereItIsGiven() throws IOException {
    Path one = release("one", "one");
    release("here", "two");
    Path link = Files.createSymbolicLink(folder.resolve("there"), folder.resolve("here"));
    try (RunningCluster _ = start(one, "app.jar");
        RunningCluster reload = in(link, "reload", "a", "--app", "app.jar")) {
      assertThat(reload.awaitExit()).as("%s", reload.lines()).isZero();
      assertThat(Client.getText(port)).isEqualTo("two in one true");
      assertThat(operator.get(0, "status", "a")).contains("  program  " + link.resolve("app.jar"));
      operator.get(0, "stop");
    }
  }

  @Test
  void theFileAndTheLogAreFoundByNameToo() throws IOException {
    Path directory = release("rel", "one");
    String text = "program: app.jar\nlog-file: log/app.log\n";
    Files.writeString(directory.resolve("prefork.yaml"), "arguments: [" + port + "]\n" + text);
    RunningCluster start =
        in(directory, "start", "-n", "a", "-w", "1", "-J-Xmx64m", "-J-XX:+UseSerialGC");
    assertThat(start.awaitExit()).as("%s", start.lines()).isZero();
    try (start) {
      remove(directory);
      release("rel", "two");
      Files.writeString(
          directory.resolve("prefork.yaml"), "arguments: [" + port + ", more]\n" + text);
      operator.get(0, "reload", "a");
      assertThat(Client.getText(port)).isEqualTo("two in rel true");
      assertThat(Proc.commandLine(worker())).contains("more");
      operator.get(0, "stop");
    }
  }
}
