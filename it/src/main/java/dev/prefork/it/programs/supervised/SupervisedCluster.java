package dev.prefork.it.programs.supervised;

import dev.prefork.Cluster;
import dev.prefork.Settings;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.supervisor.Supervisor;
import dev.prefork.supervisor.model.AotCacheOptions;
import dev.prefork.supervisor.model.HealthOptions;
import dev.prefork.supervisor.model.LimitOptions;
import dev.prefork.supervisor.model.LogOptions;
import dev.prefork.supervisor.model.Readiness;
import dev.prefork.supervisor.model.RestartPolicy;
import dev.prefork.supervisor.model.StartupOptions;
import dev.prefork.supervisor.model.SupervisorOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A {@link Supervisor} that runs the commands of standard input, see {@link SupervisorCommands}.
 * Its workers are {@link SupervisedWorker}s with the same arguments. With {@code exec=PROGRAM},
 * they are of that class or jar, and have the arguments after {@code --}.
 *
 * <pre>
 * workers=N                 the number of workers, by default 2
 * ready=says|answers        Readiness.OnReadyCall, Readiness.OnHttpOk
 * patience=MILLIS           how long a worker may take to get ready
 * warmUp=MILLIS, drain=MILLIS, connections=N     as in the options
 * hopeless=MILLIS           kill a worker that does not answer for so long
 * steady=MILLIS, hasty      RestartPolicy.minUptime; short pauses after failures
 * options=A,B               options for the workers' JVMs
 * parallel=N                how many workers a reload replaces at a time, by default 1
 * no-aot                    no AOT cache
 * recording=TIME,CPU,LIMIT  how long a worker records for the AOT cache, in ms
 * rebalance                 spread connections again after a worker was added or replaced
 * signals                   handle signals as the command does
 * </pre>
 */
public final class SupervisedCluster {
  private final Arguments arguments;
  private final List<String> workerArguments;

  private SupervisedCluster(List<String> words) {
    int split = words.indexOf("--");
    boolean separate = split >= 0;
    arguments =
        Arguments.of(words.subList(0, separate ? split : words.size()).toArray(String[]::new));
    workerArguments = separate ? words.subList(split + 1, words.size()) : words;
  }

  /** Runs the primary. */
  public static void main(String[] args) {
    new SupervisedCluster(List.of(args)).run();
  }

  private void run() {
    SupervisorCommands.printProcesses();
    // a SupervisedWorker gets the arguments of a reload in addition to its first ones
    List<String> kept = arguments.has("exec") ? List.of() : workerArguments;
    new SupervisorCommands(Supervisor.start(options()), kept).start(arguments.has("signals"));
  }

  private SupervisorOptions options() {
    SupervisorOptions options =
        SupervisorOptions.of(program())
            .withWorkers(arguments.number("workers", 2))
            .withLogs(new LogOptions(LogOptions.Format.RAW, null, 1 << 20, 0))
            .withStartup(startup())
            .withHealth(health())
            .withLimits(new LimitOptions(0, 0, Duration.ZERO, arguments.number("connections", 0)))
            .withRestarts(restarts());
    options =
        options
            .withDrainTimeout(millis("drain", options.drainTimeout()))
            .withRebalance(arguments.has("rebalance"));
    return options.withAotCache(aotCache());
  }

  private AotCacheOptions aotCache() {
    if (!arguments.has("recording")) {
      return arguments.has("no-aot") ? AotCacheOptions.OFF : AotCacheOptions.DEFAULT;
    }
    List<Duration> times =
        Stream.of(arguments.text("recording").split(",", -1))
            .map(millis -> Duration.ofMillis(Long.parseLong(millis)))
            .toList();
    return new AotCacheOptions(true, times.get(0), times.get(1), times.get(2));
  }

  private Settings program() {
    Settings program = Cluster.settings().withArgs(workerArguments);
    if (arguments.has("exec")) {
      return program.withExec(arguments.text("exec")).withExecArgv(List.of());
    }
    program = program.withExec(SupervisedWorker.class.getName());
    return arguments.has("options")
        ? program.withExecArgv(List.of(arguments.text("options").split(",", -1)))
        : program;
  }

  private Duration millis(String name, Duration otherwise) {
    return Duration.ofMillis(arguments.number(name, (int) otherwise.toMillis()));
  }

  private StartupOptions startup() {
    Duration patience = millis("patience", StartupOptions.DEFAULT.timeout());
    return new StartupOptions(patience, readiness(), millis("warmUp", Duration.ZERO))
        .withParallel(arguments.number("parallel", 1));
  }

  private Readiness readiness() {
    if (arguments.is("ready", "says")) {
      return new Readiness.OnReadyCall();
    }
    String health = "http://localhost:%s/health".formatted(arguments.text("port", ""));
    return arguments.is("ready", "answers")
        ? new Readiness.OnHttpOk(URI.create(health))
        : new Readiness.OnListening();
  }

  private HealthOptions health() {
    HealthOptions usual = HealthOptions.DEFAULT;
    return new HealthOptions(
        usual.interval(), usual.unhealthyAfter(), millis("hopeless", usual.killUnhealthyAfter()));
  }

  private RestartPolicy restarts() {
    RestartPolicy usual = RestartPolicy.DEFAULT;
    return new RestartPolicy(
        arguments.has("hasty") ? Duration.ofMillis(20) : usual.backoff(),
        usual.backoffMax(),
        millis("steady", usual.minUptime()),
        usual.maxRestarts(),
        usual.window());
  }
}
