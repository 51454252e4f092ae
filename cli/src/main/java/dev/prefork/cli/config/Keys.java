package dev.prefork.cli.config;

import dev.prefork.cli.config.Key.Group;
import dev.prefork.model.PortRules;
import dev.prefork.model.Range;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.supervisor.model.Bounds;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that an operator can decide: the one table of which flags, variables, keys of the file, their
 * checks and {@code docs/configuration.md} are made.
 */
public final class Keys {
  private static final List<Key<?>> TABLE = new ArrayList<>();

  /** Of users and groups, as the library has them. */
  private static final Range IDS = new Range(0, Integer.MAX_VALUE);

  public static final Key<String> PROGRAM =
      new Row<>("program", Group.PROGRAM, ValueTypes.TEXT)
          .noFlag()
          .means("what workers run: a .jar, a .java file, a main class, or module/class");

  public static final Key<List<String>> ARGUMENTS =
      new Row<>("arguments", Group.PROGRAM, new ShellWords("ARGUMENTS"))
          .noFlag()
          .otherwise(List.of())
          .means("the program's arguments");

  public static final Key<String> CLASS_PATH =
      new Row<>("class-path", Group.PROGRAM, ValueTypes.PATH)
          .flags("-cp", "--class-path")
          .means("the class path; the program is a main class then");

  public static final Key<String> MODULE_PATH =
      new Row<>("module-path", Group.PROGRAM, ValueTypes.PATH)
          .flags("-p", "--module-path")
          .means("where modules are");

  public static final Key<Boolean> MODULE =
      new Row<>("module", Group.PROGRAM, ValueTypes.SWITCH)
          .flags("-m", "--module")
          .otherwise(false)
          .means("the program is a module, or module/class");

  public static final Key<List<String>> JVM =
      new Row<>("jvm", Group.PROGRAM, new ShellWords("OPTION"))
          .flags("-J", "--jvm")
          .otherwise(List.of())
          .means("an option for each worker's JVM, such as -J-Xmx256m; can be repeated");

  public static final Key<String> CWD =
      new Row<>("cwd", Group.PROGRAM, ValueTypes.PATH).means("the directory in which workers run");

  public static final Key<String> NAME =
      new Row<>("name", Group.CLUSTER, ValueTypes.NAMED)
          .flags("-n", "--name")
          .means("the cluster's name, for all commands; by default made of the program's");

  public static final Key<Integer> WORKERS =
      new Row<>("workers", Group.CLUSTER, ValueTypes.WORKERS)
          .flags("-w", "--workers")
          .means(
              "how many workers; max, the default, is one per processor if there is memory for"
                  + " them");

  public static final Key<SchedulingPolicy> POLICY =
      new Row<>("policy", Group.CLUSTER, ValueTypes.POLICY)
          .variable("PREFORK_SCHED_POLICY")
          .means(
              "who chooses the worker for a connection: "
                  + SchedulingPolicy.names()
                  + "; rr by default");

  public static final Key<PortRules> PORTS =
      new Row<>("ports", Group.CLUSTER, ValueTypes.PORTS)
          .means(
              "ports with a policy of their own, and ports that are each worker's own:"
                  + " 8000=none,9010=exclude");

  public static final Key<Integer> MAX_OPEN =
      new Row<>("max-open-connections", Group.CLUSTER, Count.of(new Range(1, Integer.MAX_VALUE)))
          .means("how many connections a worker may have open; what is more goes to others");

  public static final Key<Integer> UID =
      new Row<>("worker-uid", Group.CLUSTER, Count.of(IDS))
          .means("the number of the user that workers become");

  public static final Key<Integer> GID =
      new Row<>("worker-gid", Group.CLUSTER, Count.of(IDS))
          .means("the number of the group that workers become");

  public static final Key<Boolean> AUTO_SIZE =
      new Row<>("auto-size", Group.CLUSTER, ValueTypes.SWITCH)
          .otherwise(true)
          .means(
              "whether heap and processors are divided among the workers, where -J does not say");

  public static final Key<Boolean> AOT_CACHE =
      new Row<>("aot-cache", Group.CLUSTER, ValueTypes.SWITCH)
          .otherwise(true)
          .means("whether workers start from an AOT cache, which is trained in the background");

  public static final Key<Boolean> CONTROL =
      new Row<>("control", Group.CLUSTER, ValueTypes.SWITCH)
          .otherwise(true)
          .means("whether the other commands can reach the cluster, by a socket of its own");

  public static final Key<Readiness> READY =
      new Row<>("ready", Group.LIFE, ValueTypes.READINESS)
          .otherwise(StartupOptions.DEFAULT.readiness())
          .means(
              "when a new worker gets connections, and warms up: listening, said (it has"
                  + " called Cluster.ready()), or an http address that it answers");

  public static final Key<Duration> START_TIMEOUT =
      new Row<>("start-timeout", Group.LIFE, ValueTypes.POSITIVE)
          .otherwise(StartupOptions.DEFAULT.timeout())
          .means("how long a worker may take to be ready; then it is killed and replaced");

  public static final Key<Duration> WARM_UP =
      duration("warm-up", Group.LIFE, StartupOptions.DEFAULT.warmUp())
          .means("how long a new worker serves beside the one that it replaces, before that goes");

  public static final Key<Duration> DRAIN_TIMEOUT =
      duration("drain-timeout", Group.LIFE, SupervisorOptions.DEFAULT_DRAIN_TIMEOUT)
          .means("how long a worker that goes may take to end its connections; then it is killed");

  public static final Key<Duration> RESTART_BACKOFF =
      duration("restart-backoff", Group.LIFE, RestartPolicy.DEFAULT.backoff())
          .means("how long to wait after the second failure in a row; doubles with each");

  public static final Key<Duration> RESTART_BACKOFF_MAX =
      duration("restart-backoff-max", Group.LIFE, RestartPolicy.DEFAULT.backoffMax())
          .means("where doubling ends");

  public static final Key<Duration> MIN_UPTIME =
      duration("min-uptime", Group.LIFE, RestartPolicy.DEFAULT.minUptime())
          .means("how long a worker must serve for its end to be no failure");

  public static final Key<Integer> MAX_RESTARTS =
      new Row<>("max-restarts", Group.LIFE, Count.of(Bounds.FAILURES))
          .otherwise(RestartPolicy.DEFAULT.maxRestarts())
          .means("so many failures within restart-window, and nothing is forked for a while");

  public static final Key<Duration> RESTART_WINDOW =
      duration("restart-window", Group.LIFE, RestartPolicy.DEFAULT.window())
          .means("the time in which failures are counted");

  public static final Key<Duration> HEALTH_INTERVAL =
      duration("health-interval", Group.HEALTH, HealthOptions.DEFAULT.interval())
          .means("how often each worker is asked whether it is well; 0 for never");

  public static final Key<Duration> UNHEALTHY_AFTER =
      new Row<>("unhealthy-after", Group.HEALTH, ValueTypes.POSITIVE)
          .otherwise(HealthOptions.DEFAULT.unhealthyAfter())
          .means("without a good answer for so long a worker gets no more connections");

  public static final Key<Duration> KILL_UNHEALTHY_AFTER =
      new Row<>("kill-unhealthy-after", Group.HEALTH, ValueTypes.POSITIVE)
          .otherwise(HealthOptions.DEFAULT.killUnhealthyAfter())
          .means("without a good answer for so long its threads are saved, and it is replaced");

  public static final Key<Long> MAX_RSS =
      new Row<>("max-rss", Group.LIMITS, ValueTypes.SIZE)
          .otherwise(0L)
          .means("memory of the process; 0 is no limit");

  public static final Key<Long> MAX_HEAP =
      new Row<>("max-heap", Group.LIMITS, ValueTypes.SIZE)
          .otherwise(0L)
          .means("heap that a garbage collection has left; 0 is no limit");

  public static final Key<Duration> MAX_AGE =
      duration("max-age", Group.LIMITS, Duration.ZERO)
          .means("time since it began to serve, more or less a tenth; 0 is no limit");

  public static final Key<Long> MAX_CONNECTIONS_SERVED =
      new Row<>("max-connections-served", Group.LIMITS, Count.large(Bounds.CONNECTIONS))
          .otherwise(0L)
          .means("connections that it has accepted, more or less a tenth; 0 is no limit");

  public static final Key<LogOptions.Format> LOG_FORMAT =
      new Row<>("log-format", Group.LOGS, ValueTypes.FORMAT)
          .otherwise(LogOptions.DEFAULT.format())
          .means("how workers' lines are written: prefixed, json or raw");

  public static final Key<String> LOG_FILE =
      new Row<>("log-file", Group.LOGS, ValueTypes.PATH)
          .means("the file for workers' lines; by default standard output and error");

  public static final Key<Long> LOG_ROTATE_AT =
      new Row<>("log-rotate-at", Group.LOGS, new HumanSize(Bounds.LOG_BYTES))
          .otherwise(LogOptions.DEFAULT.rotateAt())
          .means("after so many bytes a new file is begun");

  public static final Key<Integer> LOG_KEEP =
      new Row<>("log-keep", Group.LOGS, Count.of(Bounds.LOG_FILES))
          .otherwise(LogOptions.DEFAULT.keep())
          .means("how many old files are kept");

  /** All of them, in the order in which they are shown. */
  public static final List<Key<?>> ALL = List.copyOf(TABLE);

  private Keys() {}

  private static Row<Duration> duration(String name, Group group, Duration fallback) {
    return new Row<>(name, group, ValueTypes.DURATION).otherwise(fallback);
  }

  /** {@return the key of that name in the file} */
  static Optional<Key<?>> named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }

  /** {@return all names} */
  static List<String> names() {
    return ALL.stream().<String>map(Key::name).toList();
  }

  /** A row of the table that is being written. */
  private static final class Row<T> {
    private final String name;
    private final Group group;
    private final ValueType<T> kind;
    private List<String> flags;
    private String variable;
    private @Nullable T fallback;

    Row(String name, Group group, ValueType<T> kind) {
      this.name = name;
      this.group = group;
      this.kind = kind;
      flags = List.of("--" + name);
      variable = "PREFORK_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    Row<T> flags(String... names) {
      flags = List.of(names);
      return this;
    }

    Row<T> noFlag() {
      return flags();
    }

    Row<T> variable(String name) {
      variable = name;
      return this;
    }

    Row<T> otherwise(T value) {
      fallback = value;
      return this;
    }

    Key<T> means(String meaning) {
      Key<T> key = new Key<>(name, group, flags, variable, kind, fallback, meaning);
      TABLE.add(key);
      return key;
    }
  }
}
