package dev.prefork.cli.run;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.cli.config.Configuration;
import dev.prefork.cli.config.ConfigurationException;
import dev.prefork.cli.config.HttpFile;
import dev.prefork.cli.config.Keys;
import dev.prefork.internal.host.WorkingDirectory;
import dev.prefork.supervisor.model.AotCacheOptions;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/** Converts a configuration to the options of a supervisor. */
public final class OptionsMapper {
  private OptionsMapper() {}

  /** Returns the options for starting a cluster. */
  public static SupervisorOptions options(Configuration configuration) {
    SupervisorOptions options =
        SupervisorOptions.of(
                fixed(
                    configuration,
                    settings(configuration, ProgramSpec.of(configuration), Cluster.settings())))
            .withName(name(configuration))
            .withStartup(
                new StartupOptions(
                    configuration.value(Keys.START_TIMEOUT),
                    configuration.value(Keys.READY),
                    configuration.value(Keys.WARM_UP),
                    warmUpRequests(configuration),
                    configuration.value(Keys.RELOAD_PARALLEL)))
            .withRestarts(restarts(configuration))
            .withHealth(health(configuration))
            .withLimits(limits(configuration))
            .withDrainTimeout(configuration.value(Keys.DRAIN_TIMEOUT))
            .withLogs(logs(configuration))
            .withAutoSize(configuration.value(Keys.AUTO_SIZE))
            .withAotCache(aotCache(configuration))
            .withRebalance(configuration.value(Keys.REBALANCE));
    return configuration.given(Keys.WORKERS).map(options::withWorkers).orElse(options);
  }

  /** Returns the settings of workers, which a reload can change. */
  static Settings settings(Configuration configuration, ProgramSpec program, Settings now) {
    Settings settings =
        now.withArgs(configuration.value(Keys.ARGUMENTS))
            .withExecArgv(configuration.value(Keys.JVM))
            .withMoveConnections(configuration.value(Keys.MOVE_CONNECTIONS));
    settings = directory(configuration).map(settings::withCwd).orElse(settings);
    settings =
        configuration.given(Keys.MAX_OPEN).map(settings::withMaxConnections).orElse(settings);
    return program.applyTo(settings);
  }

  /** Reads the warm-up requests, which a reload can change, from their files. */
  static WarmUpRequests warmUpRequests(Configuration configuration) {
    try {
      return new WarmUpRequests(
          configuration.value(Keys.WARM_UP_REQUESTS).stream()
              .flatMap(item -> HttpFile.requests(item).stream())
              .toList(),
          configuration.value(Keys.WARM_UP_LIMIT),
          configuration.value(Keys.WARM_UP_REQUIRED));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(Keys.WARM_UP_REQUESTS.name() + ": " + e.getMessage());
    }
  }

  /** Adds the settings that cannot change after the first fork. */
  private static Settings fixed(Configuration configuration, Settings now) {
    Settings settings = now;
    settings =
        configuration.given(Keys.POLICY).map(settings::withSchedulingPolicy).orElse(settings);
    settings =
        configuration
            .given(Keys.PORTS)
            .map(Object::toString)
            .map(settings::withPorts)
            .orElse(settings);
    settings = configuration.given(Keys.UID).map(settings::withUid).orElse(settings);
    return configuration.given(Keys.GID).map(settings::withGid).orElse(settings);
  }

  private static RestartPolicy restarts(Configuration configuration) {
    return new RestartPolicy(
        configuration.value(Keys.RESTART_BACKOFF),
        configuration.value(Keys.RESTART_BACKOFF_MAX),
        configuration.value(Keys.MIN_UPTIME),
        configuration.value(Keys.MAX_RESTARTS),
        configuration.value(Keys.RESTART_WINDOW));
  }

  private static HealthOptions health(Configuration configuration) {
    return new HealthOptions(
        configuration.value(Keys.HEALTH_INTERVAL),
        configuration.value(Keys.UNHEALTHY_AFTER),
        configuration.value(Keys.KILL_UNHEALTHY_AFTER));
  }

  private static AotCacheOptions aotCache(Configuration configuration) {
    return new AotCacheOptions(
        configuration.value(Keys.AOT_CACHE),
        configuration.value(Keys.AOT_CACHE_TIME),
        configuration.value(Keys.AOT_CACHE_CPU),
        configuration.value(Keys.AOT_CACHE_LIMIT));
  }

  private static LimitOptions limits(Configuration configuration) {
    return new LimitOptions(
        configuration.value(Keys.MAX_RSS),
        configuration.value(Keys.MAX_HEAP),
        configuration.value(Keys.MAX_AGE),
        configuration.value(Keys.MAX_CONNECTIONS_SERVED));
  }

  private static LogOptions logs(Configuration configuration) {
    return new LogOptions(
        configuration.value(Keys.LOG_FORMAT),
        logFile(configuration).orElse(null),
        configuration.value(Keys.LOG_ROTATE_AT),
        configuration.value(Keys.LOG_KEEP));
  }

  /** Returns the name of the cluster: the given one, or one derived from the program. */
  public static String name(Configuration configuration) {
    return configuration
        .given(Keys.NAME)
        .orElseGet(() -> valid(ProgramSpec.of(configuration).shortName()));
  }

  private static String valid(String name) {
    String characters = name.replaceAll("[^A-Za-z0-9._-]+", "-");
    String valid = characters.matches("[A-Za-z].*") ? characters : "cluster-" + characters;
    return valid.substring(0, Math.min(50, valid.length()));
  }

  /** Checks the values that depend on each other or on files. */
  public static void check(Configuration configuration) {
    if (configuration
            .value(Keys.UNHEALTHY_AFTER)
            .compareTo(configuration.value(Keys.KILL_UNHEALTHY_AFTER))
        > 0) {
      throw new ConfigurationException(
          "unhealthy-after is longer than kill-unhealthy-after: choose a shorter unhealthy-after,"
              + " or a longer kill-unhealthy-after");
    }
    if (configuration.given(Keys.MODULE_PATH).isPresent() && !configuration.value(Keys.MODULE)) {
      throw new ConfigurationException(
          "module path without module: add -m, and name the program as module/package.Class");
    }
    directory(configuration).ifPresent(OptionsMapper::checkDirectory);
    logFile(configuration).ifPresent(OptionsMapper::checkLogFile);
    WarmUpRequests _ = warmUpRequests(configuration);
  }

  private static Optional<Path> directory(Configuration configuration) {
    return configuration.given(Keys.CWD).map(WorkingDirectory::resolve).map(Path::of);
  }

  private static Optional<Path> logFile(Configuration configuration) {
    return configuration.given(Keys.LOG_FILE).map(WorkingDirectory::resolve).map(Path::of);
  }

  private static void checkDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new ConfigurationException(
          "cwd '" + directory + "' is not a directory: create it, or check the path");
    }
    if (!Files.isExecutable(directory)) {
      throw new ConfigurationException(
          "cwd '" + directory + "' is not accessible to this user: check its permissions");
    }
  }

  /** The file and the directories above it are created when the cluster starts. */
  private static void checkLogFile(Path file) {
    Path existing = file;
    while (!Files.exists(existing)) {
      existing = Objects.requireNonNull(existing.getParent(), "the root exists");
    }
    boolean isFileOrParent = existing.equals(file) != Files.isDirectory(existing);
    if (!isFileOrParent || !Files.isWritable(existing)) {
      throw new ConfigurationException(
          "log-file '" + file + "' is not writable: check '" + existing + "'");
    }
  }
}
