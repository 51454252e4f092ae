package dev.prefork.bench.manage;

import dev.prefork.bench.frame.Plan;
import dev.prefork.bench.load.Nginx;
import dev.prefork.bench.load.Programs;
import dev.prefork.bench.load.Server;
import dev.prefork.bench.programs.HelloServer;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts managers, each with the smallest server of its language, set up as its documentation has
 * it.
 */
public record Managers(Plan plan) {
  private static final String NAME = "hello";
  private static final String WORKERS = Integer.toString(Manager.WORKERS);

  /** {@code prefork run} and {@code prefork reload}. */
  public Manager prefork(SchedulingPolicy policy) throws IOException {
    int port = Server.freePorts(1);
    Workplace workplace = Workplace.of("XDG_RUNTIME_DIR", "XDG_STATE_HOME", "XDG_CACHE_HOME");
    List<String> words = new ArrayList<>(List.of("run", "-w", WORKERS, "-n", NAME));
    words.addAll(List.of("--policy", policy.shortName()));
    words.addAll(List.of("--aot-cache", plan.isQuick() ? "off" : "on"));
    words.addAll(List.of("-cp", plan.tools().jar("benchmarks").toString()));
    words.addAll(List.of(HelloServer.class.getName(), Integer.toString(port), "quiet"));
    List<String> reload = command(List.of("reload", NAME));
    return Manager.start(
            "Prefork " + policy, port, workplace, command(words), (place, _) -> place.run(reload))
        .afterSaying(plan.isQuick() ? "" : "workers start from an AOT cache");
  }

  private List<String> command(List<String> words) throws IOException {
    String path = plan.tools().jar("cli") + ":" + plan.tools().jar("library");
    List<String> options = List.of("--enable-native-access=ALL-UNNAMED");
    return Programs.java(options, path, "dev.prefork.cli.Main", words);
  }

  /** pm2 in cluster mode, on Node. */
  public Manager pm2() throws IOException, InterruptedException {
    String node = plan.tools().node().toString();
    String pm2 = plan.tools().pm2().toString();
    int port = Server.freePorts(1);
    Workplace workplace = Workplace.of("PM2_HOME");
    String configuration =
        workplace.write(
            "ecosystem.config.cjs",
            """
            module.exports = {apps: [{name: '%s', script: '%s', env: {PORT: '%d'},
              exec_mode: 'cluster', instances: %s, wait_ready: true}]};
            """
                .formatted(NAME, plan.source("node", "hello.mjs"), port, WORKERS));
    List<String> reload = List.of(node, pm2, "reload", NAME);
    return Manager.start(
        "pm2",
        port,
        workplace,
        List.of(node, pm2, "start", configuration, "--no-daemon"),
        (place, _) -> place.run(reload));
  }

  /**
   * gunicorn.
   *
   * @param kind of its workers
   */
  public Manager gunicorn(String kind) throws IOException, InterruptedException {
    Path gunicorn = plan.tools().installed("gunicorn", "--version");
    int port = Server.freePorts(1);
    List<String> command = new ArrayList<>(List.of(gunicorn.toString(), "--workers", WORKERS));
    command.addAll(List.of("--worker-class", kind, "--threads", kind.equals("sync") ? "1" : "8"));
    command.addAll(List.of("--chdir", plan.source("python", "").toString()));
    command.addAll(List.of("--bind", "0.0.0.0:" + port, "hello:app"));
    return Manager.start("gunicorn " + kind, port, Workplace.of(), command, Managers::hangUp);
  }

  public Manager nginx() throws IOException, InterruptedException {
    Path binary = Nginx.binary(plan);
    int port = Server.freePorts(1);
    Workplace workplace = Workplace.of();
    List<String> command =
        Nginx.command(binary, workplace.directory(), Manager.WORKERS, port, false);
    return Manager.start("nginx", port, workplace, command, Managers::hangUp);
  }

  private static void hangUp(Workplace place, ProcessHandle manager)
      throws IOException, InterruptedException {
    place.run(List.of("kill", "-HUP", Long.toString(manager.pid())));
  }
}
