package dev.prefork.internal.supervisor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.supervisor.SupervisorCommand;
import dev.prefork.internal.supervisor.plan.Simulation.Fate;
import dev.prefork.supervisor.model.Report;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a supervisor's decisions come to, over minutes that take no time. */
class SimulationTest {
  private static final SupervisorCommand.Order RELOAD =
      new SupervisorCommand.Order.Reload(UnaryOperator.identity(), null, null, false);
  private static final long MINUTE = 60_000;

  @ParameterizedTest
  @CsvSource({
    "1, 100", "2, 100", "4, 100", "8, 100", "1, 600", "2, 600", "4, 600", "8, 600", "1, 2000",
    "4, 2000", "8, 2000", "4, 5000", "8, 5000"
  })
  void aCrashLoopForksFewerThanTenTimesInTenSeconds(int workers, long life) {
    try (Simulation cluster = new Simulation(workers, _ -> Fate.dyingAfter(life))) {
      assertThat(cluster.run(10_000).forks()).isLessThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void aProgramThatNeverComesUpIsGivenUpSoon(int workers) {
    try (Simulation cluster = new Simulation(workers, _ -> Fate.dyingAfter(100))) {
      cluster.run(10_000);
      assertThat(cluster.end().succeeded()).isFalse();
    }
  }

  @Test
  void whatServesIsKeptWhileOthersCrashAndTheBreakerClosesWhenTheyNoLongerDo() {
    try (Simulation cluster =
        new Simulation(3, id -> id != 2 && id < 12 ? Fate.dyingAfter(600) : Fate.GOOD)) {
      cluster.run(MINUTE);
      assertThat(cluster.forks()).isLessThan(13);
      assertThat(cluster.run(5 * MINUTE).generations()).containsExactly(1, 1, 1);
      assertThat(cluster.run(MINUTE).fewestServing()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void aReloadNeverHasFewerServingAndOneProcessMore(int workers) {
    try (Simulation cluster = new Simulation(workers, _ -> Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join()).returns(true, Report::succeeded).returns(2, Report::generation);
      assertThat(cluster.generations()).hasSize(workers).containsOnly(2);
      assertThat(cluster.fewestServing()).isEqualTo(workers);
      assertThat(cluster.mostProcesses()).isEqualTo(workers + 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 4", "3, 5", "9, 9"})
  void aReloadReplacesSeveralAtATimeAndAllServeThroughout(int parallel, int most) {
    try (Simulation cluster = new Simulation(5, _ -> Fate.GOOD)) {
      cluster.parallel(parallel).run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join().succeeded()).isTrue();
      assertThat(cluster.generations()).hasSize(5).containsOnly(2);
      assertThat(cluster.fewestServing()).isEqualTo(5);
      assertThat(cluster.mostProcesses()).isGreaterThan(6).isLessThanOrEqualTo(5 + most);
    }
  }

  @Test
  void aBrokenVersionThatStartsInSeveralWorkersIsUndoneAndAllServeThroughout() {
    try (Simulation cluster = new Simulation(4, id -> id > 4 ? Fate.dyingAfter(700) : Fate.GOOD)) {
      cluster.parallel(4).run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join().succeeded()).isFalse();
      assertThat(cluster.generations()).containsExactly(1, 1, 1, 1);
      assertThat(cluster.fewestServing()).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4, 100, 3",
    "4, 600, 3",
    "4, 1200, 3",
    "5, 100, 3",
    "6, 400, 3", // before it took over
    "4, 3000, 2",
    "5, 700, 2",
    "6, 1200, 2"
  })
  void aReloadThatFailsIsUndoneAndOnlyTheWorkerThatDiedIsMissing(
      int culprit, long life, int serving) {
    try (Simulation cluster =
        new Simulation(3, id -> id == culprit ? Fate.dyingAfter(life) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join())
          .returns(false, Report::succeeded)
          .returns(1, Report::generation)
          .returns(
              "worker " + culprit + " died; rolled back: 3 workers of generation 1 serving",
              Report::summary)
          .returns(List.of("last words"), Report::lastLines);
      assertThat(cluster.notes())
          .containsExactly("rolling back the reload: worker " + culprit + " died");
      assertThat(cluster.generations()).containsExactly(1, 1, 1);
      assertThat(cluster.fewestServing()).isEqualTo(serving);
    }
  }

  @Test
  void aBrokenVersionIsTriedOnce() {
    try (Simulation cluster = new Simulation(4, id -> id > 4 ? Fate.dyingAfter(100) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join().succeeded()).isFalse();
      assertThat(cluster.forks()).isEqualTo(5);
      assertThat(cluster.fewestServing()).isEqualTo(4);
    }
  }

  @Test
  void anOldWorkerThatDiesDuringAReloadIsReplacedAndTheReloadGoesOn() {
    try (Simulation cluster =
        new Simulation(3, id -> id == 2 ? Fate.dyingAfter(MINUTE + 700) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(MINUTE);
      assertThat(answer.join().succeeded()).isTrue();
      assertThat(cluster.generations()).containsExactly(2, 2, 2);
    }
  }

  @Test
  void aRepairedVersionIsReloadedIntoABrokenCluster() {
    try (Simulation cluster = new Simulation(2, id -> id < 9 ? Fate.dyingAfter(600) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(2 * MINUTE);
      assertThat(answer.join()).returns(true, Report::succeeded);
      assertThat(cluster.generations()).containsExactly(2, 2);
    }
  }

  @Test
  void aRestartReplacesAllAtOnceAndIsUndoneIfOneDoesNotComeUp() {
    try (Simulation cluster = new Simulation(3, id -> id == 5 ? Fate.dyingAfter(400) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> failed = cluster.order(new SupervisorCommand.Order.Restart(false));
      cluster.run(MINUTE);
      assertThat(failed.join()).returns(false, Report::succeeded);
      assertThat(cluster.generations()).containsExactly(1, 1, 1);
      assertThat(cluster.fewestServing()).isEqualTo(3);
      CompletableFuture<Report> done = cluster.order(new SupervisorCommand.Order.Restart(false));
      cluster.run(MINUTE);
      assertThat(done.join()).returns(true, Report::succeeded).returns(3, Report::generation);
      assertThat(cluster.generations()).containsExactly(3, 3, 3);
      assertThat(cluster.fewestServing()).isEqualTo(3);
      assertThat(cluster.mostProcesses()).isEqualTo(6);
    }
  }

  @Test
  void scalingUpThatFailsIsUndone() {
    try (Simulation cluster = new Simulation(2, id -> id == 4 ? Fate.dyingAfter(100) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer =
          cluster.order(new SupervisorCommand.Order.Scale(4, false, false));
      cluster.run(MINUTE);
      assertThat(answer.join()).returns(false, Report::succeeded);
      assertThat(cluster.generations()).containsExactly(1, 1);
    }
  }

  private static SupervisorCommand.Order reloadTo(int workers) {
    return new SupervisorCommand.Order.Reload(UnaryOperator.identity(), null, workers, false);
  }

  @ParameterizedTest
  @CsvSource({"3, 5, 5", "3, 1, 4", "3, 3, 4"})
  void aReloadWithAnotherNumberReplacesAllAndChangesItThen(int before, int after, int max) {
    try (Simulation cluster = new Simulation(before, _ -> Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(reloadTo(after));
      cluster.run(MINUTE);
      assertThat(answer.join()).returns(true, Report::succeeded).returns(2, Report::generation);
      assertThat(cluster.generations()).hasSize(after).containsOnly(2);
      assertThat(cluster.fewestServing()).isEqualTo(Math.min(before, after));
      assertThat(cluster.mostProcesses()).isEqualTo(max);
    }
  }

  @ParameterizedTest
  @CsvSource({"3", "4", "5", "6"})
  void aReloadThatFailsHasTheOldNumberAgainWhicheverNewWorkerDies(int culprit) {
    try (Simulation cluster =
        new Simulation(2, id -> id == culprit ? Fate.dyingAfter(400) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(reloadTo(4));
      cluster.run(MINUTE);
      assertThat(answer.join()).returns(false, Report::succeeded).returns(1, Report::generation);
      assertThat(cluster.generations()).containsExactly(1, 1);
    }
  }

  @Test
  void aReloadToMoreThanThereMayBeIsRefused() {
    try (Simulation cluster = new Simulation(2, _ -> Fate.GOOD)) {
      cluster.run(MINUTE);
      assertThat(cluster.order(reloadTo(1025)).join().summary())
          .isEqualTo("invalid number of workers 1025: expected 1 to 1024");
    }
  }

  @Test
  void scalingEndsWhereMemoryEndsAndIsUndone() {
    try (Simulation cluster = new Simulation(2, _ -> Fate.GOOD)) {
      cluster.run(MINUTE).memoryFor(5);
      CompletableFuture<Report> answer =
          cluster.order(new SupervisorCommand.Order.Scale(100, false, true));
      cluster.run(MINUTE);
      assertThat(answer.join())
          .returns(false, Report::succeeded)
          .returns("low memory; rolled back: 2 workers of generation 1 serving", Report::summary);
      assertThat(cluster.generations()).containsExactly(1, 1);
      assertThat(cluster.fewestServing()).isEqualTo(2);
    }
  }

  @Test
  void aClusterThatStartsWithTooLittleMemoryServesWithFewerUntilThereIsMore() {
    try (Simulation cluster = new Simulation(6, _ -> Fate.GOOD)) {
      cluster.memoryFor(4).run(MINUTE);
      assertThat(cluster.serving()).isEqualTo(4);
      assertThat(cluster.end()).isNull();
      assertThat(cluster.memoryFor(6).run(MINUTE).serving()).isEqualTo(6);
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "2500"})
  void aReloadThatMemoryEndsTellsSoAtOnceAndIsPutBackWhenThereIsMore(long later) {
    try (Simulation cluster = new Simulation(3, _ -> Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(RELOAD);
      cluster.run(later).memoryFor(3).run(MINUTE);
      assertThat(answer.join().succeeded()).isFalse();
      assertThat(answer.join().summary()).startsWith("low memory");
      assertThat(cluster.fewestServing()).isEqualTo(3);
      assertThat(cluster.memoryFor(4).run(MINUTE).generations()).containsExactly(1, 1, 1);
    }
  }

  @Test
  void aSecondChangeIsRefusedAndAStopEndsTheFirst() {
    try (Simulation cluster = new Simulation(2, _ -> Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> first = cluster.order(RELOAD);
      cluster.run(300);
      assertThat(cluster.order(new SupervisorCommand.Order.Scale(4, false, false)).join())
          .returns(false, Report::succeeded)
          .returns("a reload is in progress; try again when it has finished", Report::summary);
      CompletableFuture<Report> stop = cluster.order(new SupervisorCommand.Order.Stop(true));
      assertThat(first.join())
          .returns(false, Report::succeeded)
          .returns("the cluster was stopped", Report::summary);
      cluster.run(MINUTE);
      assertThat(stop.join().succeeded()).isTrue();
      assertThat(cluster.end().succeeded()).isTrue();
    }
  }

  @Test
  void aNumberOfWorkersMayBeFollowedByAnother() {
    try (Simulation cluster = new Simulation(2, id -> id == 4 ? Fate.dyingAfter(400) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> first =
          cluster.order(new SupervisorCommand.Order.Scale(1, true, false));
      cluster.run(200);
      CompletableFuture<Report> second =
          cluster.order(new SupervisorCommand.Order.Scale(1, true, false));
      assertThat(first.join())
          .returns(false, Report::succeeded)
          .returns("replaced by another scaling", Report::summary);
      cluster.run(MINUTE);
      assertThat(second.join()).returns(false, Report::succeeded);
      assertThat(cluster.generations()).hasSize(2);
      assertThat(cluster.order(new SupervisorCommand.Order.Scale(-2, true, false)).join().summary())
          .isEqualTo("invalid number of workers 0: expected 1 to 1024");
      assertThat(
              cluster
                  .order(new SupervisorCommand.Order.Scale(Integer.MAX_VALUE, true, false))
                  .join()
                  .summary())
          .isEqualTo("invalid number of workers 2147483649: expected 1 to 1024");
      assertThat(
              cluster.order(new SupervisorCommand.Order.Scale(5000, false, false)).join().summary())
          .isEqualTo("invalid number of workers 5000: expected 1 to 1024");
    }
  }

  @Test
  void aRestartThatFailsInManyWorkersLeavesNoBrokenClusterBehind() {
    try (Simulation cluster = new Simulation(8, id -> id > 8 ? Fate.dyingAfter(400) : Fate.GOOD)) {
      cluster.run(MINUTE);
      CompletableFuture<Report> answer = cluster.order(new SupervisorCommand.Order.Restart(false));
      cluster.run(MINUTE);
      assertThat(answer.join().summary())
          .endsWith("rolled back: 8 workers of generation 1 serving");
      assertThat(cluster.fewestServing()).isEqualTo(8);
      assertThat(cluster.crashes()).isEqualTo(CrashLoop.NONE);
    }
  }
}
