package dev.prefork.cli.config;

import dev.prefork.cli.config.Key.Group;
import dev.prefork.model.PortRules;
import dev.prefork.model.Range;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.supervisor.model.AotCacheOptions;
import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All settings. The flags, the variables, the keys of the configuration file, the checks and the
 * table in {@code docs/configuration.md} come from this table.
 */
public final class Keys {
  private static final List<Key<?>> TABLE = new ArrayList<>();

  /** The IDs of users and groups that the library accepts. */
  private static final Range IDS = new Range(0, Integer.MAX_VALUE);

  public static final Key<String> PROGRAM =
      new Row<>("program", Group.PROGRAM, ValueTypes.TEXT)
          .flags()
          .means("a .jar, a .java file, a main class, or module/class");

  public static final Key<List<String>> ARGUMENTS =
      new Row<>("arguments", Group.PROGRAM, new ShellWords("ARGUMENTS"))
          .flags()
          .fallback(List.of())
          .means("arguments of the program");

  public static final Key<String> CLASS_PATH =
      new Row<>("class-path", Group.PROGRAM, ValueTypes.PATH)
          .flags("-cp", "--class-path")
          .means("class path; the program is then a main class");

  public static final Key<String> MODULE_PATH =
      new Row<>("module-path", Group.PROGRAM, ValueTypes.PATH)
          .flags("-p", "--module-path")
          .means("module path");

  public static final Key<Boolean> MODULE =
      new Row<>("module", Group.PROGRAM, ValueTypes.SWITCH)
          .flags("-m", "--module")
          .fallback(false)
          .means("whether the program is a module with a main class: module/package.Class");

  public static final Key<List<String>> JVM =
      new Row<>("jvm", Group.PROGRAM, new ShellWords("OPTION"))
          .flags("-J", "--jvm")
          .fallback(List.of())
          .means("an option for the JVM of each worker, such as -J-Xmx256m; repeatable");

  public static final Key<String> CWD =
      new Row<>("cwd", Group.PROGRAM, ValueTypes.PATH).means("working directory of the workers");

  public static final Key<String> NAME =
      new Row<>("name", Group.CLUSTER, ValueTypes.NAME)
          .flags("-n", "--name")
          .means("name of the cluster, for all commands; by default derived from the program");

  public static final Key<Integer> WORKERS =
      new Row<>("workers", Group.CLUSTER, Bounded.WORKERS)
          .flags("-w", "--workers")
          .means("number of workers; max, the default, is one per processor if memory allows");

  public static final Key<SchedulingPolicy> POLICY =
      new Row<>("policy", Group.CLUSTER, ValueTypes.POLICY)
          .variable("PREFORK_SCHED_POLICY")
          .means(
              "rule that chooses the worker for a connection: "
                  + SchedulingPolicy.names()
                  + "; rr by default");

  public static final Key<PortRules> PORTS =
      new Row<>("ports", Group.CLUSTER, ValueTypes.PORTS)
          .means(
              "ports with a policy of their own, and excluded ports, such as "
                  + "8000=none,8443=rr+stay,9010=exclude");

  public static final Key<Boolean> MOVE_CONNECTIONS =
      new Row<>("move-connections", Group.CLUSTER, ValueTypes.SWITCH)
          .fallback(true)
          .means("whether established connections of a draining worker may move to other workers");

  public static final Key<Boolean> REBALANCE =
      new Row<>("rebalance", Group.CLUSTER, ValueTypes.SWITCH)
          .fallback(false)
          .means(
              "whether established connections spread again over all workers after a worker was"
                  + " added or replaced");

  public static final Key<Integer> MAX_OPEN =
      new Row<>(
              "max-open-connections",
              Group.CLUSTER,
              Bounded.number(new Range(1, Integer.MAX_VALUE)))
          .means("most open connections per worker; further ones go to other workers");

  public static final Key<Integer> UID =
      new Row<>("worker-uid", Group.CLUSTER, Bounded.number(IDS))
          .means("ID of the user to which workers switch");

  public static final Key<Integer> GID =
      new Row<>("worker-gid", Group.CLUSTER, Bounded.number(IDS))
          .means("ID of the group to which workers switch");

  public static final Key<Boolean> AUTO_SIZE =
      new Row<>("auto-size", Group.CLUSTER, ValueTypes.SWITCH)
          .fallback(true)
          .means("whether heap and processors are divided among the workers, unless -J sets them");

  public static final Key<Boolean> AOT_CACHE =
      new Row<>("aot-cache", Group.CLUSTER, ValueTypes.SWITCH)
          .fallback(true)
          .means("whether workers start from an AOT cache, for which a worker records its traffic");

  public static final Key<Duration> AOT_CACHE_TIME =
      duration("aot-cache-time", Group.CLUSTER, AotCacheOptions.DEFAULT.time())
          .means("time for which a worker records for the AOT cache at least");

  public static final Key<Duration> AOT_CACHE_CPU =
      duration("aot-cache-cpu", Group.CLUSTER, AotCacheOptions.DEFAULT.processorTime())
          .means("processor time that a worker uses at least while it records for the AOT cache");

  public static final Key<Duration> AOT_CACHE_LIMIT =
      duration("aot-cache-limit", Group.CLUSTER, AotCacheOptions.DEFAULT.limit())
          .means(
              "time after which a cache is written in spite of little traffic, with classes only");

  public static final Key<Boolean> CONTROL =
      new Row<>("control", Group.CLUSTER, ValueTypes.SWITCH)
          .fallback(true)
          .means("whether other commands can reach the cluster through its control socket");

  public static final Key<Readiness> READY =
      new Row<>("ready", Group.LIFE, ValueTypes.READINESS)
          .fallback(StartupOptions.DEFAULT.readiness())
          .means(
              "when a new worker is ready for connections: listening, said (it has called "
                  + "Cluster.ready()), or a URL that it must answer");

  public static final Key<Duration> START_TIMEOUT =
      new Row<>("start-timeout", Group.LIFE, ValueTypes.POSITIVE)
          .fallback(StartupOptions.DEFAULT.timeout())
          .means("time for a worker to become ready; then it is killed and replaced");

  public static final Key<Duration> WARM_UP =
      duration("warm-up", Group.LIFE, StartupOptions.DEFAULT.warmUp())
          .means(
              "time for a new worker to serve at most beside the worker that it replaces, while its"
                  + " share of new connections rises");

  public static final Key<Integer> RELOAD_PARALLEL =
      new Row<>("reload-parallel", Group.LIFE, Bounded.number(Bounds.PARALLEL))
          .fallback(0)
          .means(
              "workers that a reload replaces at a time; 0 for as many as there are idle"
                  + " processors");

  public static final Key<List<String>> WARM_UP_REQUESTS =
      new Row<>("warm-up-requests", Group.LIFE, new RequestItems())
          .fallback(List.of())
          .means(
              "a request that a new worker answers before its first connection, such as GET"
                  + " http://localhost:8080/orders, or a .http file of them; repeatable");

  public static final Key<Duration> WARM_UP_LIMIT =
      new Row<>("warm-up-limit", Group.LIFE, Bounded.duration(WarmUpRequests.LIMITS))
          .fallback(WarmUpRequests.NONE.limit())
          .means("time for which the warm-up requests are repeated at most");

  public static final Key<Boolean> WARM_UP_REQUIRED =
      new Row<>("warm-up-required", Group.LIFE, ValueTypes.SWITCH)
          .fallback(WarmUpRequests.NONE.required())
          .means("whether a worker that fails its warm-up requests is killed, and a reload fails");

  public static final Key<Duration> DRAIN_TIMEOUT =
      duration("drain-timeout", Group.LIFE, SupervisorOptions.DEFAULT_DRAIN_TIMEOUT)
          .means("time for a draining worker to finish its connections; then it is killed");

  public static final Key<Duration> RESTART_BACKOFF =
      duration("restart-backoff", Group.LIFE, RestartPolicy.DEFAULT.backoff())
          .means("delay after the second failure in a row; doubles with each further failure");

  public static final Key<Duration> RESTART_BACKOFF_MAX =
      duration("restart-backoff-max", Group.LIFE, RestartPolicy.DEFAULT.backoffMax())
          .means("longest delay after failures");

  public static final Key<Duration> MIN_UPTIME =
      duration("min-uptime", Group.LIFE, RestartPolicy.DEFAULT.minUptime())
          .means("time for a worker to serve before its exit no longer counts as a failure");

  public static final Key<Integer> MAX_RESTARTS =
      new Row<>("max-restarts", Group.LIFE, Bounded.number(Bounds.FAILURES))
          .fallback(RestartPolicy.DEFAULT.maxRestarts())
          .means("failures within restart-window after which no worker is forked for a while");

  public static final Key<Duration> RESTART_WINDOW =
      duration("restart-window", Group.LIFE, RestartPolicy.DEFAULT.window())
          .means("period in which failures are counted");

  public static final Key<Duration> HEALTH_INTERVAL =
      duration("health-interval", Group.HEALTH, HealthOptions.DEFAULT.interval())
          .means("time between health checks of a worker; 0 disables them");

  public static final Key<Duration> UNHEALTHY_AFTER =
      new Row<>("unhealthy-after", Group.HEALTH, ValueTypes.POSITIVE)
          .fallback(HealthOptions.DEFAULT.unhealthyAfter())
          .means("time without a passed health check until a worker gets no more connections");

  public static final Key<Duration> KILL_UNHEALTHY_AFTER =
      new Row<>("kill-unhealthy-after", Group.HEALTH, ValueTypes.POSITIVE)
          .fallback(HealthOptions.DEFAULT.killUnhealthyAfter())
          .means(
              "time without a passed health check until a worker is killed, after a thread "
                  + "dump, and replaced");

  public static final Key<Long> MAX_RSS =
      new Row<>("max-rss", Group.LIMITS, ValueTypes.SIZE)
          .fallback(0L)
          .means("resident memory of a worker; 0 for no limit");

  public static final Key<Long> MAX_HEAP =
      new Row<>("max-heap", Group.LIMITS, ValueTypes.SIZE)
          .fallback(0L)
          .means("heap of a worker in use after a garbage collection; 0 for no limit");

  public static final Key<Duration> MAX_AGE =
      duration("max-age", Group.LIMITS, Duration.ZERO)
          .means("time since a worker became ready, give or take a tenth; 0 for no limit");

  public static final Key<Long> MAX_CONNECTIONS_SERVED =
      new Row<>("max-connections-served", Group.LIMITS, Bounded.largeNumber(Bounds.CONNECTIONS))
          .fallback(0L)
          .means("connections accepted by a worker, give or take a tenth; 0 for no limit");

  public static final Key<LogOptions.Format> LOG_FORMAT =
      new Row<>("log-format", Group.LOGS, ValueTypes.FORMAT)
          .fallback(LogOptions.DEFAULT.format())
          .means("format of the output of workers: prefixed, json or raw");

  public static final Key<String> LOG_FILE =
      new Row<>("log-file", Group.LOGS, ValueTypes.PATH)
          .means("file for the output of workers; by default standard output and error");

  public static final Key<Long> LOG_ROTATE_AT =
      new Row<>("log-rotate-at", Group.LOGS, Bounded.size(Bounds.LOG_BYTES))
          .fallback(LogOptions.DEFAULT.rotateAt())
          .means("size at which a log file is rotated");

  public static final Key<Integer> LOG_KEEP =
      new Row<>("log-keep", Group.LOGS, Bounded.number(Bounds.LOG_FILES))
          .fallback(LogOptions.DEFAULT.keep())
          .means("number of rotated log files to keep");

  /** All keys, in the order of help and documentation. */
  public static final List<Key<?>> ALL = List.copyOf(TABLE);

  private Keys() {}

  private static Row<Duration> duration(String name, Group group, Duration fallback) {
    return new Row<>(name, group, ValueTypes.DURATION).fallback(fallback);
  }

  /** {@return the key with this name in the file} */
  static Optional<Key<?>> named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /** {@return all names} */
  static List<String> names() {
    return ALL.stream().<String>map(Key::name).toList();
  }

  /** A row of the table, until its description completes it. */
  private static final class Row<T> {
    private final String name;
    private final Group group;
    private final ValueType<T> type;
    private List<String> flags;
    private String variable;
    private @Nullable T fallback;

    Row(String name, Group group, ValueType<T> type) {
      this.name = name;
      this.group = group;
      this.type = type;
      flags = List.of("--" + name);
      variable = "PREFORK_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    Row<T> flags(String... names) {
      flags = List.of(names);
      return this;
    }

    Row<T> variable(String name) {
      variable = name;
      return this;
    }

    Row<T> fallback(T value) {
      fallback = value;
      return this;
    }

    Key<T> means(String meaning) {
      Key<T> key = new Key<>(name, group, flags, variable, type, fallback, meaning);
      TABLE.add(key);
      return key;
    }
  }
}
