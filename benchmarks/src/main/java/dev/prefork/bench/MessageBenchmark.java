package dev.prefork.bench;

import dev.prefork.bench.harness.Benchmark;
import dev.prefork.bench.harness.CommandProcess;
import dev.prefork.bench.harness.InterleavedRounds;
import dev.prefork.bench.harness.Plan;
import dev.prefork.bench.programs.MessageProgram;
import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import dev.prefork.bench.servers.JavaPrograms;
import dev.prefork.model.Serialization;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Messages between a primary and one worker in both serializations, compared with Node's. All
 * clusters run from start to end, and one at a time exchanges messages.
 */
final class MessageBenchmark implements Benchmark {
  private static final int WARM_UP = 3;
  private static final int ROUNDS = 9;
  private static final double SECONDS_OF_A_ROUND = 30;
  private static final double QUICK_PART = 0.1;

  @Override
  public String name() {
    return "messages";
  }

  @Override
  public String about() {
    return "messages between a primary and a worker, compared with Node";
  }

  @Override
  public double expectedSeconds(Plan plan) {
    return (plan.rounds(ROUNDS) + plan.warmUp(WARM_UP)) * SECONDS_OF_A_ROUND * part(plan);
  }

  private static double part(Plan plan) {
    return plan.isQuick() ? QUICK_PART : 1;
  }

  @Override
  public void run(Plan plan, Section section) throws IOException, InterruptedException {
    List<Candidate> candidates = new ArrayList<>();
    try {
      for (Serialization serialization : Serialization.values()) {
        start(candidates, serialization, plan, section);
      }
      measure(steps(candidates), plan, section);
    } finally {
      candidates.forEach(candidate -> candidate.cluster().close());
    }
  }

  private static void start(
      List<Candidate> candidates, Serialization serialization, Plan plan, Section section)
      throws InterruptedException {
    String name = serialization.shortName();
    String ours = "Prefork " + serialization;
    String theirs = "Node " + name;
    Table table = table(plan, section, serialization).order(List.of(ours, theirs)).against(theirs);
    section.attempt(
        ours,
        () ->
            candidates.add(
                new Candidate(
                    ours,
                    new CommandProcess(
                        new ProcessBuilder(
                            JavaPrograms.primary(plan, MessageProgram.class, List.of(name)))),
                    table)));
    section.attempt(theirs, () -> candidates.add(new Candidate(theirs, node(plan, name), table)));
  }

  private static Table table(Plan plan, Section section, Serialization serialization) {
    return section
        .table(
            serialization == Serialization.JSON ? "messages" : "messages-advanced",
            "Messages between a primary and one worker, %s, medians of %d rounds"
                .formatted(serialization, plan.rounds(ROUNDS)),
            MessageMeasure.columns())
        .transposed();
  }

  private static CommandProcess node(Plan plan, String serialization)
      throws IOException, InterruptedException {
    String binary = plan.tools().path("node").toString();
    String program = plan.source("node", "messages.mjs").toString();
    return new CommandProcess(new ProcessBuilder(binary, program, serialization));
  }

  /**
   * A cluster that is measured.
   *
   * @param name the name of the row
   * @param cluster answers commands with the number of messages per second
   * @param table the table of the serialization
   */
  private record Candidate(String name, CommandProcess cluster, Table table) {}

  /** One measure of one candidate. */
  private record Step(Candidate candidate, MessageMeasure measure) {
    String name() {
      return candidate.name + ": " + measure.column().name();
    }

    double perSecond(double part) throws IOException {
      return Double.parseDouble(candidate.cluster.ask(measure.command(part)));
    }
  }

  private static List<Step> steps(List<Candidate> candidates) {
    return Stream.of(MessageMeasure.values())
        .flatMap(measure -> candidates.stream().map(candidate -> new Step(candidate, measure)))
        .toList();
  }

  private static void measure(List<Step> steps, Plan plan, Section section)
      throws InterruptedException {
    new InterleavedRounds(plan.warmUp(WARM_UP), plan.rounds(ROUNDS))
        .run(
            steps,
            Step::name,
            plan,
            section,
            (step, counts) -> {
              double figure = step.perSecond(part(plan));
              if (counts) {
                step.candidate()
                    .table()
                    .add(step.candidate().name(), step.measure().column(), figure);
              }
            });
  }
}
