package dev.prefork.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.servers.TestedServer;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code docs/servers.md} says is tested. */
class ServersPageTest {
  private static final String CELL = "[yes][test]";
  private static final Pattern NAMED = Pattern.compile("`AnyServerTest\\.(\\w+)`");

  private final String page;

  ServersPageTest() throws IOException {
    page = Files.readString(Path.of(System.getProperty("prefork.root"), "docs/servers.md"));
  }

  @Test
  void itHasARowForEachServerThatIsTestedAndAColumnForEachPolicy() {
    List<String> table =
        page.lines()
            .dropWhile(line -> !line.startsWith("| Server |"))
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(String.join("\n", table)).isEqualTo(String.join("\n", expected()));
  }

  private static List<String> expected() {
    List<String> policies =
        Stream.of(SchedulingPolicy.values()).map(policy -> "`" + policy + "`").toList();
    Stream<String> head =
        Stream.of(
            "| Server | Talks | TLS | " + String.join(" | ", policies) + " |",
            "|---|---|---|" + "---|".repeat(policies.size()));
    String cells = (" " + CELL + " |").repeat(policies.size());
    return Stream.concat(head, Stream.of(TestedServer.values()).map(server -> row(server) + cells))
        .toList();
  }

  private static String row(TestedServer server) {
    return "| %s | %s | %s |"
        .formatted(server.title(), server.dialect().title(), server.isSecure() ? "too" : "no");
  }

  @Test
  void itNamesEachTestThatAServerHasToPass() {
    assertThat(NAMED.matcher(page).results().map(MatchResult::group).map(ServersPageTest::name))
        .containsExactlyInAnyOrderElementsOf(tests());
  }

  private static String name(String code) {
    return code.replaceAll("`|AnyServerTest\\.", "");
  }

  private static List<String> tests() {
    return Arrays.stream(AnyServerTest.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(AnyServerTest.Step.class))
        .map(Method::getName)
        .collect(Collectors.toList());
  }
}
