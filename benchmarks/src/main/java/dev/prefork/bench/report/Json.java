package dev.prefork.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** The results as JSON, with the figure of every round. */
public final class Json {
  private static final ObjectWriter WRITER = new JsonMapper().writerWithDefaultPrettyPrinter();

  private Json() {}

  private record Document(
      Map<String, String> machine, List<BenchmarkPart> benchmarks, List<GoalPart> goals) {}

  private record BenchmarkPart(
      String name, List<TablePart> tables, List<Section.Missing> missing) {}

  private record TablePart(
      String id, String title, String base, Map<String, Map<String, Object>> rows) {}

  private record GoalPart(String what, double limit, @Nullable Double figure, String verdict) {}

  /** {@return the results as a JSON object; figures that were not measured are null} */
  public static String of(Results results) {
    return WRITER.writeValueAsString(
            new Document(
                results.facts(),
                results.sections().stream().map(Json::benchmark).toList(),
                Goals.verdicts(results).stream().map(Json::goal).toList()))
        + "\n";
  }

  private static BenchmarkPart benchmark(Section section) {
    return new BenchmarkPart(
        section.name(), section.tables().stream().map(Json::table).toList(), section.missing());
  }

  private static TablePart table(Table table) {
    Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
    for (String row : table.rows()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      table.columns().forEach(column -> cells.put(column.heading(), cell(table, row, column)));
      rows.put(row, cells);
    }
    return new TablePart(table.id(), table.title(), table.base(), rows);
  }

  private static Map<String, @Nullable Object> cell(Table table, String row, Column column) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("rounds", table.figures(row, column).stream().map(Json::finite).toList());
    fields.put(
        column.summary() == Column.Summary.SUM ? "sum" : "median",
        finite(table.figure(row, column)));
    if (column.isCompared()) {
      fields.put("ratio", finite(table.ratio(row, column)));
    }
    return fields;
  }

  private static GoalPart goal(Goals.Verdict verdict) {
    return new GoalPart(
        verdict.goal().what(), verdict.goal().limit(), finite(verdict.figure()), verdict.text());
  }

  /** JSON has no other numbers. */
  private static @Nullable Double finite(double figure) {
    return Double.isFinite(figure) ? figure : null;
  }
}
