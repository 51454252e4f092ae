package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.report.Column;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.CachedServer;
import dev.prefork.bench.servers.CachedServer.Cache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of a server's first requests, without an AOT cache and with caches that were
 * recorded in different ways.
 */
final class AotCacheBenchmark implements Benchmark {
  private static final List<String> SERVERS = List.of("jdk", "tomcat", "netty", "boot-tomcat");
  private static final int WARM_UP = 0;
  private static final int ROUNDS = 5;
  private static final int RECORDED = 60_000;
  private static final int LATER = 200_000;
  private static final int STEADY = 20_000;
  private static final double SECONDS_OF_A_START = 3;
  private static final double REQUESTS_PER_SECOND = 15_000;

  private static final Column LISTENING = Column.of("listening", "ms", 0).less();
  private static final Column BOOT = Column.of("until it listens", "s", 2).less();
  private static final Column FIRST = Column.of("first 1,000", "s", 2).less();
  private static final Column MORE = Column.of("first 20,000", "s", 2).less();
  private static final Column MOST = Column.of("first 200,000", "s", 2).less();
  private static final Column REST = Column.of("a request after that", "us", 1).less();

  @Override
  public String name() {
    return "aot-cache";
  }

  @Override
  public String about() {
    return "processor time of the first requests without and with an AOT cache";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    double requests = last(plan) + STEADY;
    double start = SECONDS_OF_A_START + requests / REQUESTS_PER_SECOND;
    int starts = Cache.values().length * plan.rounds(ROUNDS) + 3;
    return SERVERS.size() * starts * start;
  }

  private static int last(Plan plan) {
    return plan.isQuick() ? STEADY : LATER;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("prefork-caches");
    try {
      for (String server : SERVERS) {
        section.attempt(
            server, () -> run(plan, section, new CachedServer(plan, server, directory)));
      }
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static void run(Plan plan, Section section, CachedServer server)
      throws IOException, InterruptedException {
    server.record(Cache.START, 0);
    server.record(Cache.LOAD, plan.isQuick() ? STEADY : RECORDED);
    Table table = table(plan, section, server.name());
    InterleavedRounds rounds = new InterleavedRounds(WARM_UP, plan.rounds(ROUNDS));
    rounds.run(
        List.of(Cache.values()),
        Cache::title,
        plan,
        section,
        (cache, counts) -> measure(plan, server, cache, table));
  }

  private static Table table(Plan plan, Section section, String server) {
    return section
        .table(
            "aot-cache-" + server,
            "%s: time until it listens, and processor time in all, medians of %d starts"
                .formatted(server, plan.rounds(ROUNDS)),
            LISTENING,
            BOOT,
            FIRST,
            MORE,
            MOST,
            REST)
        .order(Stream.of(Cache.values()).map(Cache::title).toList())
        .against(Cache.NONE.title());
  }

  private static void measure(Plan plan, CachedServer server, Cache cache, Table table)
      throws IOException, InterruptedException {
    try (CachedServer.Running running = server.start(cache)) {
      String row = cache.title();
      table.add(row, LISTENING, running.listeningMillis());
      double boot = running.processorSeconds();
      table.add(row, BOOT, boot);
      table.add(row, FIRST, running.askUntil(1_000).processorSeconds() - boot);
      table.add(row, MORE, running.askUntil(20_000).processorSeconds() - boot);
      double most = running.askUntil(last(plan)).processorSeconds();
      table.add(row, MOST, most - boot);
      double rest = running.askUntil(last(plan) + STEADY).processorSeconds() - most;
      table.add(row, REST, 1e6 * rest / STEADY);
    }
  }
}
