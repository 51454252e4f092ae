package dev.prefork.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.cli.control.ControlClient;
import dev.prefork.cli.control.ControlDirectory;
import dev.prefork.cli.control.ControlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for a cluster in the background ends, whatever its primary does. */
@Timeout(30)
class StartupWatchTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  private Path folder;
  private ControlDirectory directory;
  private Process primary;

  /** Not a directory of JUnit's: their names are too long for a socket. */
  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("pf");
    directory = new ControlDirectory(folder);
  }

  @AfterEach
  void close() throws IOException {
    primary.destroyForcibly();
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    }
  }

  private StartupWatch watch(String... words) throws IOException {
    primary = new ProcessBuilder(words).start();
    return new StartupWatch(primary, new ControlClient(directory, "shop"), _ -> {});
  }

  @Test
  void aPrimaryWithoutASocketIsWaitedForUpToTheTimeLimit() throws IOException {
    assertThat(watch("sleep", "60").await(SHORT))
        .isEqualTo(new StartupWatch.Outcome.TimedOut(SHORT));
  }

  @Test
  void aPrimaryThatDoesNotAnswerIsWaitedForUpToTheTimeLimit() throws IOException {
    try (ControlServer _ = ControlServer.open(directory, "shop", (_, _) -> () -> {})) {
      assertThat(watch("sleep", "60").await(SHORT))
          .isEqualTo(new StartupWatch.Outcome.TimedOut(SHORT));
    }
  }

  @Test
  void thereIsNoWaitForAPrimaryThatHasExited() throws IOException {
    assertThat(watch("false").await(Duration.ofHours(1)))
        .isEqualTo(new StartupWatch.Outcome.Exited());
  }
}
