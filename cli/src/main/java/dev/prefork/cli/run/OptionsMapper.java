package dev.prefork.cli.run;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.ConfigurationException;
import dev.prefork.cli.config.Keys;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** What a configuration means for a supervisor. */
public final class OptionsMapper {
  private OptionsMapper() {}

  /** All that a cluster is started with. */
  public static SupervisorOptions options(Configuration wanted) {
    SupervisorOptions options =
        SupervisorOptions.of(
                fixed(wanted, settings(wanted, ProgramSpec.of(wanted), Cluster.settings())))
            .withName(name(wanted))
            .withStartup(
                new StartupOptions(
                    wanted.value(Keys.START_TIMEOUT),
                    wanted.value(Keys.READY),
                    wanted.value(Keys.WARM_UP)))
            .withRestarts(restarts(wanted))
            .withHealth(health(wanted))
            .withLimits(limits(wanted))
            .withDrainTimeout(wanted.value(Keys.DRAIN_TIMEOUT))
            .withLogs(logs(wanted))
            .withAutoSize(wanted.value(Keys.AUTO_SIZE))
            .withAotCache(wanted.value(Keys.AOT_CACHE));
    return wanted.given(Keys.WORKERS).map(options::withWorkers).orElse(options);
  }

  /** What a reload can change as well: what workers run, and how. */
  static Settings settings(Configuration wanted, ProgramSpec program, Settings now) {
    Settings settings =
        now.withArgs(wanted.value(Keys.ARGUMENTS)).withExecArgv(wanted.value(Keys.JVM));
    settings = directory(wanted).map(settings::withCwd).orElse(settings);
    settings = wanted.given(Keys.MAX_OPEN).map(settings::withMaxConnections).orElse(settings);
    return program.applyTo(settings);
  }

  /** What the first fork fixes. */
  private static Settings fixed(Configuration wanted, Settings now) {
    Settings settings = now;
    settings = wanted.given(Keys.POLICY).map(settings::withSchedulingPolicy).orElse(settings);
    settings =
        wanted.given(Keys.PORTS).map(Object::toString).map(settings::withPorts).orElse(settings);
    settings = wanted.given(Keys.UID).map(settings::withUid).orElse(settings);
    return wanted.given(Keys.GID).map(settings::withGid).orElse(settings);
  }

  private static RestartPolicy restarts(Configuration wanted) {
    return new RestartPolicy(
        wanted.value(Keys.RESTART_BACKOFF),
        wanted.value(Keys.RESTART_BACKOFF_MAX),
        wanted.value(Keys.MIN_UPTIME),
        wanted.value(Keys.MAX_RESTARTS),
        wanted.value(Keys.RESTART_WINDOW));
  }

  private static HealthOptions health(Configuration wanted) {
    return new HealthOptions(
        wanted.value(Keys.HEALTH_INTERVAL),
        wanted.value(Keys.UNHEALTHY_AFTER),
        wanted.value(Keys.KILL_UNHEALTHY_AFTER));
  }

  private static LimitOptions limits(Configuration wanted) {
    return new LimitOptions(
        wanted.value(Keys.MAX_RSS),
        wanted.value(Keys.MAX_HEAP),
        wanted.value(Keys.MAX_AGE),
        wanted.value(Keys.MAX_CONNECTIONS_SERVED));
  }

  private static LogOptions logs(Configuration wanted) {
    return new LogOptions(
        wanted.value(Keys.LOG_FORMAT),
        logFile(wanted).orElse(null),
        wanted.value(Keys.LOG_ROTATE_AT),
        wanted.value(Keys.LOG_KEEP));
  }

  /** The cluster's name: the one that was given, or one made of the program's. */
  public static String name(Configuration wanted) {
    return wanted.given(Keys.NAME).orElseGet(() -> tidy(ProgramSpec.of(wanted).shortName()));
  }

  private static String tidy(String name) {
    String tidy = name.replaceAll("[^A-Za-z0-9._-]+", "-");
    String begun = tidy.matches("[A-Za-z].*") ? tidy : "cluster-" + tidy;
    return begun.substring(0, Math.min(50, begun.length()));
  }

  /** Refuses what each value alone cannot show to be wrong. */
  public static void check(Configuration wanted) {
    if (wanted.value(Keys.UNHEALTHY_AFTER).compareTo(wanted.value(Keys.KILL_UNHEALTHY_AFTER)) > 0) {
      throw new ConfigurationException(
          "unhealthy-after is longer than kill-unhealthy-after: a worker would be killed before it"
              + " is suspected");
    }
    if (wanted.given(Keys.MODULE_PATH).isPresent() && !wanted.value(Keys.MODULE)) {
      throw new ConfigurationException(
          "there is a module path and no module: give -m, and the program as module/class");
    }
    directory(wanted).ifPresent(OptionsMapper::checkDirectory);
    logFile(wanted).ifPresent(OptionsMapper::checkLogFile);
  }

  private static Optional<Path> directory(Configuration wanted) {
    return wanted.given(Keys.CWD).map(WorkingDirectory::resolve).map(Path::of);
  }

  private static Optional<Path> logFile(Configuration wanted) {
    return wanted.given(Keys.LOG_FILE).map(WorkingDirectory::resolve).map(Path::of);
  }

  private static void checkDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ConfigurationException(
          "cwd is '" + directory + "', which is no directory: create it, or check the path");
    }
    if (!Files.isExecutable(directory)) {
      throw new ConfigurationException(
          "cwd is '" + directory + "', which this user may not enter: check its permissions");
    }
  }

  /** It is made when it is opened, and the directories above it. */
  private static void checkLogFile(Path file) {
    Path there = file;
    while (!Files.exists(there)) {
      there = Objects.requireNonNull(there.getParent(), "the root is there");
    }
    boolean asItShould = there.equals(file) != Files.isDirectory(there);
    if (!asItShould || !Files.isWritable(there)) {
      throw new ConfigurationException(
          "log-file is '" + file + "', which cannot be written: check '" + there + "'");
    }
  }
}
