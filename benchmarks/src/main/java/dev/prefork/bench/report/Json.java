package dev.prefork.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The results for other programs, with every figure of every round. */
public final class Json {
  private Json() {}

  public static String of(Results results) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("machine", results.facts());
    all.put("benchmarks", results.sections().stream().map(Json::section).toList());
    all.put("goals", Goals.verdicts(results).stream().map(Json::goal).toList());
    return text(all) + "\n";
  }

  private static Map<String, Object> section(Section section) {
    return Map.of(
        "name", section.name(),
        "tables", section.tables().stream().map(Json::table).toList(),
        "missing", section.missing().stream().map(Json::missing).toList());
  }

  private static Map<String, String> missing(Section.Missing missing) {
    return Map.of("what", missing.what(), "why", missing.why());
  }

  private static Map<String, Object> table(Table table) {
    Map<String, Object> rows = new LinkedHashMap<>();
    for (String row : table.rows()) {
      Map<String, Object> cells = new LinkedHashMap<>();
      table.columns().forEach(column -> cells.put(column.heading(), cell(table, row, column)));
      rows.put(row, cells);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", table.id());
    fields.put("title", table.title());
    fields.put("base", table.base());
    fields.put("rows", rows);
    return fields;
  }

  private static Map<String, Object> cell(Table table, String row, Column column) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("rounds", table.figures(row, column));
    fields.put(
        column.summary() == Column.Summary.SUM ? "sum" : "median", table.figure(row, column));
    if (column.isCompared()) {
      fields.put("ratio", table.ratio(row, column));
    }
    return fields;
  }

  private static Map<String, Object> goal(Goals.Verdict verdict) {
    return Map.of(
        "what", verdict.goal().what(),
        "limit", verdict.goal().limit(),
        "figure", verdict.figure(),
        "verdict", verdict.text());
  }

  private static String text(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> fields ->
          fields.entrySet().stream()
              .map(field -> quoted(String.valueOf(field.getKey())) + ":" + text(field.getValue()))
              .collect(Collectors.joining(",\n", "{", "}"));
      case List<?> items ->
          items.stream().map(Json::text).collect(Collectors.joining(",", "[", "]"));
      case Double number -> Double.isFinite(number) ? number.toString() : "null";
      case null -> "null";
      default -> quoted(value.toString());
    };
  }

  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c < ' ' ? String.format("\\u%04x", (int) c) : c);
      }
    }
    return quoted.append('"').toString();
  }
}
