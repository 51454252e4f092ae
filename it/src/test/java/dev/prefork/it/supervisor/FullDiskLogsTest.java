package dev.prefork.it.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Operator;
import dev.prefork.it.harness.Printing;
import dev.prefork.it.harness.RunningCluster;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No line of a worker's is lost without a word, and no worker suffers from a full disk. */
@Tag("thorough")
class FullDiskLogsTest {
  private static final Pattern LOST = Pattern.compile("\"logs\" : \\{\\s+\"lost\" : (\\d+)");
  private static final Pattern PROBLEM = Pattern.compile("\"problem\" : \"(.*)\"");

  private final int port = Client.freePort();
  private final Operator operator = new Operator();

  @AfterEach
  void close() {
    operator.close();
  }

  private void print(String text) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI address = URI.create("http://localhost:" + port + "/?" + text);
      HttpRequest request = HttpRequest.newBuilder(address).build();
      assertThat(client.send(request, HttpResponse.BodyHandlers.ofString()).body()).isEqualTo("ok");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError("the worker does not serve", e);
    }
  }

  private String find(Pattern pattern) {
    String status = String.join("\n", operator.get(0, "status", "--json"));
    Matcher found = pattern.matcher(status);
    assertThat(found.find()).as("%s in %s", pattern, status).isTrue();
    return found.group(1);
  }

  private long lost() {
    return Long.parseLong(find(LOST));
  }

  private void replace(Path link, Path target) throws IOException {
    Path next = operator.folder().resolve("next");
    Files.createSymbolicLink(next, target);
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void aFullDiskIsInTheStatusAndTheNotesAndWritingGoesOnWhenThereIsRoom() throws Exception {
    Path log = operator.folder().resolve("app.log");
    Path good = operator.folder().resolve("good.log");
    replace(log, Path.of("/dev/full"));
    String program = Printing.in(operator.folder());
    try (RunningCluster _ =
        operator.start("-n", "shop", "-w", "1", "--log-file", "" + log, program, "" + port)) {
      assertThat(lost()).isZero();
      print("one");
      print("two");
      Await.until("both are lost", () -> lost() == 2);
      assertThat(find(PROBLEM)).contains(log.toString(), "No space left on device");
      assertThat(operator.get(0, "status")).contains("  logs     2 lines lost; " + find(PROBLEM));
      assertThat(operator.get(0, "logs")).contains("[1] one", "[1] two").anyMatch(names(log));

      replace(log, good);
      Await.until("it can be written again", () -> find(PROBLEM).isEmpty());
      print("three");
      Await.until("the line is in it", () -> read(good).contains("[1] three"));
      assertThat(read(good))
          .satisfiesExactly(
              gap -> assertThat(gap).startsWith("[prefork] 2 lines ").contains(log.toString()),
              line -> assertThat(line).isEqualTo("[1] three"));
      assertThat(lost()).isEqualTo(2);
      assertThat(operator.get(0, "status")).contains("  logs     2 lines lost");
      Path own = operator.folder().resolve(".prefork/log/shop.primary.log");
      assertThat(read(own))
          .anyMatch(names(log).and(line -> line.contains("No space left on device")))
          .anyMatch(names(log).and(line -> line.contains(" 2 lines")));
      operator.get(0, "stop");
    }
  }

  /** A note about this file. */
  private static Predicate<String> names(Path log) {
    return line -> line.startsWith("prefork: ") && line.contains(log.toString());
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** With a disk of its own: another mount, which only the primary sees. */
  @Test
  void aDiskThatFillsUpTakesNoWorkerAlongAndIsRotatedOnWhenThereIsRoom() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
    Path disk = Files.createDirectory(operator.folder().resolve("disk"));
    String program = Printing.in(operator.folder());
    String mount = "mount -t tmpfs -o size=96k tmpfs " + disk + " && exec \"$@\"";
    String line = "x".repeat(1000);
    try (RunningCluster run =
        operator
            .command(
                "run",
                "-w",
                "1",
                "-n",
                "shop",
                "--log-file",
                disk.resolve("app.log").toString(),
                "--log-rotate-at",
                "16k",
                "--log-keep",
                "2",
                program,
                "" + port)
            .behind("unshare", "-m", "sh", "-c", mount, "sh")
            .run()) {
      run.awaitLine("prefork: worker 1 .* listens on port " + port);
      Path seen = Path.of("/proc/" + run.pid() + "/root" + disk);
      while (!Files.exists(seen.resolve("app.log.1"))) {
        print(line);
      }
      Path filler = fill(seen);
      long before = lost();
      while (lost() == before) {
        print(line);
      }
      run.awaitLine("prefork: .*app\\.log: No space left on device; .*");
      Files.delete(filler);
      run.awaitLine("prefork: .*app\\.log.* \\d+ lines?.*");
      print("found");
      Await.until("the line is in it", () -> read(seen.resolve("app.log")).contains("[1] found"));
      assertThat(operator.get(0, "status", "--json"))
          .anyMatch(text -> text.contains("\"id\" : 1,"));
      operator.get(0, "stop");
      assertThat(run.awaitExit()).isZero();
    }
  }

  private static Path fill(Path disk) throws IOException {
    Path filler = disk.resolve("filler");
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < 1000; i++) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      return filler; // as much as there is room for
    }
    throw new AssertionError("the disk is larger than it should be");
  }

  @Test
  void aStandardOutputThatCannotBeWrittenIsSaidAsWell() {
    String program = Printing.in(operator.folder());
    try (RunningCluster run =
        operator
            .command("run", "-w", "1", "-n", "shop", program, "" + port)
            .behind("sh", "-c", "exec \"$@\" >/dev/full", "sh")
            .run()) {
      run.awaitLine("prefork: worker 1 .* listens on port " + port);
      print("one");
      run.awaitLine("prefork: .*standard output: No space left on device; .*");
      assertThat(lost()).isEqualTo(1);
      operator.get(0, "stop");
      assertThat(run.awaitExit()).isZero();
    }
  }
}
