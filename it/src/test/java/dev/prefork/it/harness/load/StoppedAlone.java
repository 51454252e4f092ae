package dev.prefork.it.harness.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.Await;
import dev.prefork.it.harness.Client;
import dev.prefork.it.harness.Proc;
import dev.prefork.it.harness.Start;
import dev.prefork.it.harness.servers.TestedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a server does to its clients without Prefork: {@code java -jar}, and then SIGTERM. */
public final class StoppedAlone {
  private static final int BEFORE = 500;

  private StoppedAlone() {}

  /** Requests that fail on connections that had served others, of so many clients. */
  public static int lost(TestedServer server, int clients, Path folder) throws Exception {
    int port = Client.freePort();
    Process process = start(server, port, folder);
    try {
      Await.until("it listens", () -> Proc.listens(port));
      try (Load load = Load.onKeptConnections(clients, port, "/")) {
        load.awaitAnswers(BEFORE);
        process.destroy();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return (int) load.end().failures().stream().filter(FailedRequest::reused).count();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(TestedServer server, int port, Path folder) throws IOException {
    List<String> words = new ArrayList<>(List.of(Start.JAVA, "-XX:TieredStopAtLevel=1"));
    words.addAll(List.of("-Djava.io.tmpdir=" + folder, "-jar", server.jar().toString()));
    words.addAll(server.arguments(port, Client.freePort()));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("alone.log").toFile())
        .start();
  }
}
