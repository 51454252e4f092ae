package dev.prefork.bench.managers;

import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.programs.HelloServer;
import dev.prefork.bench.servers.JavaPrograms;
import dev.prefork.bench.servers.Nginx;
import dev.prefork.bench.servers.Server;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts process managers, each with the smallest server of its language, set up as its
 * documentation describes.
 *
 * @param plan which programs to use
 */
public record ProcessManagers(Plan plan) {
  private static final String NAME = "hello";
  private static final String WORKERS = Integer.toString(ProcessManager.WORKERS);

  /** Starts {@code prefork run}. */
  public ProcessManager prefork(SchedulingPolicy policy) throws IOException {
    return prefork("Prefork " + policy, "--policy", policy.shortName());
  }

  /** Starts {@code prefork run} with the default policy, so that connections end with a worker. */
  public ProcessManager preforkThatMovesNoConnections() throws IOException {
    return prefork("Prefork, no moves", "--move-connections", "off");
  }

  private ProcessManager prefork(String name, String... options) throws IOException {
    int port = Server.freePorts(1);
    WorkingDirectory directory =
        WorkingDirectory.of("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME");
    List<String> words = new ArrayList<>(List.of("run", "-w", WORKERS, "-n", NAME));
    words.addAll(List.of(options));
    words.addAll(List.of("--aot-cache", plan.isQuick() ? "off" : "on"));
    words.addAll(List.of("-cp", plan.tools().jar("benchmarks").toString()));
    words.addAll(List.of(HelloServer.class.getName(), Integer.toString(port), "quiet"));
    List<String> reload = JavaPrograms.prefork(plan, List.of("reload", NAME));
    ProcessManager manager =
        ProcessManager.start(
            name,
            port,
            directory,
            JavaPrograms.prefork(plan, words),
            (_, _) -> directory.run(reload));
    return plan.isQuick() ? manager : manager.withReadyFile(".aot");
  }

  /** Starts pm2 in cluster mode, on Node. */
  public ProcessManager pm2() throws IOException, InterruptedException {
    String node = plan.tools().path("node").toString();
    String pm2 = plan.tools().path("pm2").toString();
    int port = Server.freePorts(1);
    WorkingDirectory directory = WorkingDirectory.of("PM2_HOME");
    String configuration =
        directory.write(
            "ecosystem.config.cjs",
            """
            module.exports = {apps: [{name: '%s', script: '%s', env: {PORT: '%d'},
              exec_mode: 'cluster', instances: %s, wait_ready: true}]};
            """
                .formatted(NAME, plan.source("node", "hello.mjs"), port, WORKERS));
    List<String> reload = List.of(node, pm2, "reload", NAME);
    return ProcessManager.start(
        "pm2",
        port,
        directory,
        List.of(node, pm2, "start", configuration, "--no-daemon"),
        (_, _) -> directory.run(reload));
  }

  /**
   * Starts gunicorn.
   *
   * @param kind the class of its workers
   */
  public ProcessManager gunicorn(String kind) throws IOException, InterruptedException {
    Path gunicorn = plan.tools().path("gunicorn");
    int port = Server.freePorts(1);
    List<String> command = new ArrayList<>(List.of(gunicorn.toString(), "--workers", WORKERS));
    command.addAll(List.of("--worker-class", kind, "--threads", kind.equals("sync") ? "1" : "8"));
    command.addAll(List.of("--chdir", plan.source("python", "").toString()));
    command.addAll(List.of("--bind", "0.0.0.0:" + port, "hello:app"));
    return ProcessManager.start(
        "gunicorn " + kind, port, WorkingDirectory.of(), command, ProcessManagers::sendHangup);
  }

  /** Starts nginx. */
  public ProcessManager nginx() throws IOException, InterruptedException {
    Path binary = Nginx.binary(plan);
    int port = Server.freePorts(1);
    WorkingDirectory directory = WorkingDirectory.of();
    List<String> command =
        Nginx.command(binary, directory.directory(), ProcessManager.WORKERS, port, false);
    return ProcessManager.start("nginx", port, directory, command, ProcessManagers::sendHangup);
  }

  private static void sendHangup(WorkingDirectory directory, ProcessHandle manager)
      throws IOException, InterruptedException {
    directory.run(List.of("kill", "-HUP", Long.toString(manager.pid())));
  }
}
