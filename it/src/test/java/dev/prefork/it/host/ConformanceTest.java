package dev.prefork.it.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prefork.it.harness.ConformancePage;
import dev.prefork.it.harness.ConformancePage.Row;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code docs/conformance.md} says is there. */
class ConformanceTest {
  /** How much of Node's is looked at: a row that is lost is to be noticed. */
  private static final int NAMES = 95;

  private static final int NODES_TESTS = 101;
  private static final int FEWEST_DEFECTS = 8;

  private final ConformancePage page = new ConformancePage();

  @Test
  void everyNameOfNodesAndEveryTestOfItsIsThereOnce() {
    assertThat(page.rows("Names")).hasSize(NAMES).extracting(Row::node).doesNotHaveDuplicates();
    assertThat(page.rows("Behaviour"))
        .hasSize(NODES_TESTS)
        .extracting(Row::node)
        .doesNotHaveDuplicates();
    assertThat(page.rows("Defects")).hasSizeGreaterThanOrEqualTo(FEWEST_DEFECTS);
  }

  @Test
  void everyRowHasATestOrIsLeftOutForAReason() {
    assertThat(page.rows())
        .allSatisfy(
            row -> {
              assertThat(row.node()).isNotBlank();
              assertThat(row.isLeftOut() != !row.tests().isEmpty())
                  .as("either a test or a reason: %s", row)
                  .isTrue();
              assertThat(row.ours().replace("left out:", "")).as("%s", row).isNotBlank();
            });
  }

  @Test
  void everyTestThatIsNamedIsThere() {
    List<String> missing =
        page.rows().stream()
            .flatMap(row -> row.tests().stream())
            .distinct()
            .filter(test -> !page.isTest(test))
            .toList();
    assertThat(missing).isEmpty();
  }

  @Test
  void everyNameOfOursIsThere() {
    List<String> missing =
        page.rows().stream()
            .flatMap(row -> row.names().stream())
            .distinct()
            .filter(name -> !page.isName(name))
            .toList();
    assertThat(missing).isEmpty();
  }
}
