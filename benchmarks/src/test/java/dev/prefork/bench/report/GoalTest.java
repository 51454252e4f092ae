package dev.prefork.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {
  private static final Goal MUCH = Goal.atLeast(4, "much", _ -> 0);
  private static final Goal LITTLE = Goal.atMost(0.25, "little", _ -> 0);

  @Test
  void figureAtTheLimitReachesTheGoal() {
    assertThat(MUCH.verdict(4)).isEqualTo("reached");
    assertThat(LITTLE.verdict(0.25)).isEqualTo("reached");
  }

  @Test
  void missedGoalHasThePercentageOfTheLimit() {
    assertThat(MUCH.verdict(3)).isEqualTo("missed by 25.0 %");
    assertThat(LITTLE.verdict(0.5)).isEqualTo("missed by 100.0 %");
  }

  @Test
  void goalWithoutAFigureIsNotMeasured() {
    assertThat(MUCH.verdict(Double.NaN)).isEqualTo("not measured");
  }

  @Test
  void slowestPolicyDecidesOnKeepAliveConnections() {
    Results results = new Results();
    Section section = new Section("servers");
    Column requests = Column.of("requests", "1/s", 0).more();
    Table table = section.table("servers-jdk-keep-alive", "Requests", requests);
    table.add("Java, SO_REUSEPORT", requests, 100);
    table.add("Prefork KERNEL", requests, 90);
    table.add("Prefork NONE", requests, 110);
    table.add("Node rr", requests, 10);
    results.add(section);
    assertThat(Goals.verdicts(results))
        .filteredOn(verdict -> verdict.goal().what().startsWith("keep-alive connections, jdk"))
        .singleElement()
        .satisfies(verdict -> assertThat(verdict.figure()).isEqualTo(0.9));
  }
}
