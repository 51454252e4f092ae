package dev.prefork.internal.supervisor.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.internal.supervisor.plan.Desired.End;
import dev.prefork.internal.supervisor.plan.Desired.Turnover;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is to be done, from what is known. */
class PlannerTest {
  private static final Desired TWO = Desired.initial(2);

  private final Planner planner = new Planner(Scenes.options(), 100);
  private final Planner warming = new Planner(Scenes.options(Duration.ofSeconds(3)), 100);

  private void assertPlan(String workers, Desired desired, String actions) {
    assertPlan(planner, workers, CrashLoop.NONE, desired, actions);
  }

  private static void assertPlan(
      Planner planner, String workers, CrashLoop crashes, Desired desired, String actions) {
    List<Action> plan = planner.plan(Scenes.snapshot(workers, crashes), desired, Scenes.NOW);
    assertThat(Scenes.text(plan)).isEqualTo(actions == null ? "" : actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                   | fork 1 g1; fork 2 g1",
        "1 1 g1 starting; 2 2 g1 starting                   |",
        "1 1 g1 serving; 2 2 g1 serving                     |",
        "1 1 g1 serving                                     | fork 2 g1",
        "2 2 g1 serving                                     | fork 1 g1",
        "1 1 g1 serving; 2 2 g1 draining                     | fork 2 g1",
        "1 1 g1 serving; 2 2 g1 dumping                   | fork 2 g1",
        "1 1 g1 serving; 2 2 g1 killed                      | fork 2 g1",
        "1 1 g1 serving; 2 2 g1 killed; 3 2 g1 starting     |",
        "1 1 g1 serving; 2 2 g1 serving; 3 3 g1 serving     | stop 3",
        "1 1 g1 serving; 2 2 g1 serving; 3 3 g1 draining     |",
      })
  void anEmptyPlaceIsFilledAndOneTooManyIsStopped(String workers, String actions) {
    assertPlan(workers == null ? "" : workers, TWO, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 starting since=60000          |",
        "1 1 g1 starting since=60001          | dump 1",
        "1 1 g1 dumping since=99999         | fork 1 g1",
        "1 1 g1 dumped                        | kill 1; fork 1 g1",
        "1 1 g1 killed since=99999            | fork 1 g1",
        "1 1 g1 serving unwell=1500           |",
        "1 1 g1 serving unwell=1501           | suspend 1",
        "1 1 g1 serving unwell=1501 suspended |",
        "1 1 g1 serving unwell=500 suspended  | resume 1",
        "1 1 g1 serving unwell=10001 suspended| dump 1",
        "1 1 g1 draining since=30000; 2 1 g1 serving | ",
        "1 1 g1 draining since=30001; 2 1 g1 serving | kill 1",
      })
  void aWorkerThatDoesNotDoItsPartHasItsTime(String workers, String actions) {
    assertPlan(workers, Desired.initial(1), actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                        | fork 1 g1; fork 2 g1",
        "1 1 g1 starting since=100                               | fork 2 g1",
        "1 1 g1 starting since=4999; 2 2 g1 starting since=4999  |",
        "1 1 g1 serving; 2 2 g1 starting since=100               | fork 3 g1",
        "1 1 g1 serving; 2 2 g1 serving                          | fork 3 g1; fork 4 g1",
        // one that takes its time keeps nobody waiting for long
        "1 1 g1 starting since=5000; 2 2 g1 starting since=100   | fork 3 g1",
      })
  void workersAreStartedAFewAtATime(String workers, String actions) {
    Planner careful = new Planner(Scenes.options(), 2);
    String seen = workers == null ? "" : workers;
    assertPlan(careful, seen, CrashLoop.NONE, Desired.initial(4), actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // one new worker first, the rest when it has shown that it comes up
        "1 1 g1 serving; 2 2 g1 serving                                   | fork 1 g2",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 starting                  |",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving since=999         |",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving since=1000        | stop 1",
        "1 1 g1 draining; 2 2 g1 serving; 3 1 g2 serving                   |",
        "2 2 g1 serving; 3 1 g2 serving                                   | fork 2 g2",
        "2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving since=0           | stop 2",
        "3 1 g2 serving; 4 2 g2 serving                                   |",
        // an old one dies: its place is filled with what is known to come up
        "1 1 g1 serving; 3 1 g2 starting                                  | fork 2 g1",
        "1 1 g1 serving; 3 1 g2 serving                                   | fork 2 g2; stop 1",
        "2 2 g1 serving; 3 1 g2 starting                                  |",
        // it is one that is missing anyway: so the new one can be tried there
        "1 1 g1 serving                                                   | fork 2 g2",
        "                                                                 | fork 1 g2; fork 2 g1",
        // a replacement of the old generation was on its way
        "1 1 g1 serving; 2 2 g1 serving; 3 2 g1 starting                  | stop 3",
        "1 1 g1 serving; 2 2 g1 starting                                  | fork 2 g2",
        "1 1 g1 serving; 2 2 g1 starting; 3 2 g2 starting                 |",
        "1 1 g1 starting; 2 2 g1 starting; 3 2 g2 starting                |",
        // a new one that hangs takes nobody's place
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving suspended unwell=2000 |",
      })
  void aReloadReplacesOneAfterTheOther(String workers, String actions) {
    Desired desired = TWO.withGeneration(2, Turnover.ROLLING);
    assertPlan(workers == null ? "" : workers, desired, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 starting                  | stop 3",
        "1 1 g1 draining; 2 2 g1 serving; 3 1 g2 serving                   |",
        "2 2 g1 serving; 3 1 g2 serving                                   | fork 1 g1",
        "2 2 g1 serving; 3 1 g2 serving; 5 1 g1 starting                  |",
        "2 2 g1 serving; 3 1 g2 serving; 5 1 g1 serving                   | stop 3",
        "2 2 g1 serving                                                   | fork 1 g1",
        "2 2 g1 serving; 3 1 g2 starting                                  | fork 1 g1",
        "2 2 g1 serving; 3 1 g2 starting; 5 1 g1 starting                 |",
        "2 2 g1 serving; 3 1 g2 starting; 5 1 g1 serving                  | stop 3",
      })
  void anUndoneReloadPutsBackWhatItHadReplacedBeforeItTakesAwayTheNew(
      String workers, String actions) {
    assertPlan(workers, TWO, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving since=2999              |",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving since=3000              | stop 1",
        "2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving since=2999              |",
        "2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving since=3000              | stop 2",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving suspended unwell=2000   |",
      })
  void whoHasAPlaceStaysUntilItsSuccessorIsWarm(String workers, String actions) {
    assertPlan(warming, workers, CrashLoop.NONE, TWO.withGeneration(2, Turnover.ROLLING), actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving since=9 |",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving         | stop 1; stop 2",
      })
  void aRestartStopsAllWhenAllTheNewAreWarm(String workers, String actions) {
    assertPlan(warming, workers, CrashLoop.NONE, TWO.withGeneration(2, Turnover.TOGETHER), actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 serving; 2 2 g1 serving                                   | fork 1 g2; fork 2 g2",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving; 4 2 g2 starting  |",
        "1 1 g1 serving; 2 2 g1 serving; 3 1 g2 serving; 4 2 g2 serving   | stop 1; stop 2",
      })
  void aRestartLetsNobodyGoBeforeAllNewOnesServe(String workers, String actions) {
    assertPlan(workers, TWO.withGeneration(2, Turnover.TOGETHER), actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1 g1 serving worn; 2 2 g1 serving worn                         | fork 1 g1",
        "1 1 g1 serving worn; 2 2 g1 serving worn; 3 1 g1 starting        |",
        "1 1 g1 serving worn; 2 2 g1 serving worn; 3 1 g1 serving since=0 | stop 1",
        "1 1 g1 draining worn; 2 2 g1 serving worn; 3 1 g1 serving         |",
        "2 2 g1 serving worn; 3 1 g1 serving                              | fork 2 g1",
        "1 1 g1 serving worn                                              | fork 2 g1",
        "1 1 g1 serving worn; 2 2 g1 starting                             |",
      })
  void workersOverALimitAreReplacedOneAfterTheOther(String workers, String actions) {
    assertPlan(workers, TWO, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GRACEFUL | 1 1 g1 serving; 2 2 g1 starting | stop 1; stop 2",
        "GRACEFUL | 1 1 g1 draining; 2 2 g1 killed   |",
        "NOW      | 1 1 g1 serving; 2 2 g1 draining  | kill 1; kill 2",
        "NOW      | 2 2 g1 killed                   |",
      })
  void theEndIsForAll(End end, String workers, String actions) {
    assertPlan(workers, TWO.withEnd(end), actions);
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void whatNeverCameUpIsGivenUpOnceNobodyIsLeft(End end) {
    CrashLoop thrice =
        new CrashLoop(3, List.of(1L, 2L, 3L), Scenes.NOW + 1000, false, Outlook.OPEN);
    boolean goesOn = end == End.NONE;
    assertPlan(planner, "", thrice, TWO.withEnd(end), goesOn ? "fail start" : "");
    assertPlan(planner, "4 1 g1 starting", thrice, TWO.withEnd(End.NONE), "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NO_RETRY |                                   | fail start",
        "NO_RETRY | 2 2 g1 starting                   |",
        "NO_RETRY | 1 1 g1 killed                     |",
        "NO_RETRY | 2 2 g1 serving                    | fork 1 g1",
        "IMPOSSIBLE |                                   | fail start",
        "IMPOSSIBLE | 2 2 g1 starting                   | discard 2",
        "IMPOSSIBLE | 2 2 g1 killed                     |",
        "IMPOSSIBLE | 2 2 g1 serving                    | fork 1 g1",
      })
  void whatNoOtherAttemptWouldMendIsNotTriedAgainUnlessSomebodyServes(
      Outlook outlook, String workers, String actions) {
    CrashLoop once = new CrashLoop(1, List.of(1L), Scenes.NOW, false, outlook);
    assertPlan(planner, workers == null ? "" : workers, once, TWO, actions);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 0    | false | 1 1 g1 serving                       | fork 2 g1; fork 3 g1",
        "2 | 1    | false | 1 1 g1 serving                       |",
        "2 | 0    | false | 1 1 g1 serving                       | fork 2 g1",
        "2 | -500 | false | 1 1 g1 serving; 2 2 g1 starting      |",
        "2 | -500 | false | 1 1 g1 serving; 2 2 g1 serving       | fork 3 g1",
        "8 | 1    | true  | 1 1 g1 serving                       |",
        "8 | 0    | true  | 1 1 g1 serving                       | fork 2 g1",
        "8 | -500 | true  | 1 1 g1 serving; 2 2 g1 serving since=400 |",
        "8 | 1    | true  | 1 1 g1 serving; 2 2 g1 serving; 3 3 g1 serving worn |",
      })
  void afterSeveralFailuresOneIsTriedAtATime(
      int streak, long pause, boolean open, String workers, String actions) {
    CrashLoop crashes = new CrashLoop(streak, List.of(1L), Scenes.NOW + pause, open, Outlook.OPEN);
    assertPlan(planner, workers, crashes, Desired.initial(3), actions);
  }
}
