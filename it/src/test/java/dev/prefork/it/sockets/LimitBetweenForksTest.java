package dev.prefork.it.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.RunningCluster;
import dev.prefork.it.harness.Sources;
import dev.prefork.it.harness.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code docs/conformance.md} that forks workers with different limits. */
class LimitBetweenForksTest {
  private static final Path PAGE =
      Path.of(System.getProperty("prefork.root"), "docs/conformance.md");
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private final int port = Client.freePort();
  private final List<Client> clients = new ArrayList<>();

  @TempDir private Path folder;

  private RunningCluster cluster() throws IOException {
    Matcher program = PROGRAM.matcher(Files.readString(PAGE));
    assertThat(program.find()).isTrue();
    Path source = Sources.write(folder.resolve("Limits.java"), program.group(1));
    return Start.java("-cp", Start.PREFORK.toString(), source.toString(), Integer.toString(port))
        .run();
  }

  private String next() {
    Client client = Client.connect(port);
    clients.add(client);
    return client.readLine();
  }

  @Test
  void eachWorkerHasTheLimitThatWasSetBeforeItsFork() throws IOException {
    try (RunningCluster cluster = cluster()) {
      Client.awaitListener(port);
      assertThat(List.of(next(), next(), next(), next()))
          .containsExactlyInAnyOrder("1", "2", "2", "2");
      try (Client fifth = Client.connect(port)) {
        clients.forEach(Client::close); // by this end: the workers keep theirs open
        cluster.killPrimary();
        assertThat(fifth.isEnded()).as("nobody had room for it").isTrue();
      }
    }
  }
}
