package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The results as Markdown. */
public final class Markdown {
  private Markdown() {}

  /** {@return all results} */
  public static String of(Results results) {
    StringBuilder text = new StringBuilder("# Benchmarks\n\n");
    List<List<String>> facts = new ArrayList<>();
    results.facts().forEach((name, value) -> facts.add(List.of(name, value)));
    text.append(lines(List.of("", ""), facts));
    results.sections().forEach(section -> text.append(section(section)));
    return text.append(goals(results)).toString();
  }

  /** {@return the results of one benchmark} */
  public static String section(Section section) {
    StringBuilder text = new StringBuilder("\n## " + section.name() + "\n");
    section.tables().forEach(table -> text.append('\n').append(table(table)));
    if (!section.missing().isEmpty()) {
      text.append("\nNot measured:\n\n");
      section
          .missing()
          .forEach(
              missing ->
                  text.append("- ")
                      .append(missing.what())
                      .append(": ")
                      .append(missing.why())
                      .append('\n'));
    }
    return text.toString();
  }

  /** {@return a table with its title and its charts} */
  static String table(Table table) {
    String body = table.isTransposed() ? byColumn(table) : byRow(table);
    return table.title() + "\n\n" + body + (Charts.isWorth(table) ? image(table) : "");
  }

  private static String image(Table table) {
    return "\n![" + table.id() + "](" + Charts.file(table) + ")\n";
  }

  private static String byRow(Table table) {
    List<String> headings = new ArrayList<>(List.of(""));
    for (Column column : table.columns()) {
      headings.add(column.heading());
      if (column.isCompared()) {
        headings.add("ratio");
      }
    }
    return lines(headings, table.rows().stream().map(row -> row(table, row)).toList());
  }

  private static List<String> row(Table table, String row) {
    return Stream.concat(
            Stream.of(row), table.columns().stream().flatMap(column -> cell(table, row, column)))
        .toList();
  }

  private static String byColumn(Table table) {
    List<String> headings = new ArrayList<>(List.of(""));
    for (String row : table.rows()) {
      headings.add(row);
      if (!row.equals(table.base())) {
        headings.add("ratio");
      }
    }
    List<List<String>> lines = new ArrayList<>();
    for (Column column : table.columns()) {
      List<String> words = new ArrayList<>(List.of(column.heading()));
      for (String row : table.rows()) {
        cell(table, row, column).limit(row.equals(table.base()) ? 1 : 2).forEach(words::add);
      }
      lines.add(words);
    }
    return lines(headings, lines);
  }

  /** {@return a figure, followed by its ratio if the column has ratios} */
  private static Stream<String> cell(Table table, String row, Column column) {
    String figure = column.text(table.figure(row, column));
    return column.isCompared()
        ? Stream.of(figure, Figures.ratio(table.ratio(row, column)))
        : Stream.of(figure);
  }

  private static String goals(Results results) {
    return "\n## Goals\n\n"
        + lines(
            List.of("", "goal", "measured", ""),
            Goals.verdicts(results).stream().map(Markdown::goal).toList());
  }

  private static List<String> goal(Goals.Verdict verdict) {
    Goal goal = verdict.goal();
    return List.of(
        goal.what(),
        (goal.sense() == Goal.Sense.AT_LEAST ? "≥ " : "≤ ") + Figures.text(goal.limit(), 2),
        Figures.ratio(verdict.figure()),
        verdict.text());
  }

  private static String lines(List<String> headings, List<List<String>> lines) {
    String rule = "---:|".repeat(headings.size() - 1);
    return line(headings)
        + "|---|"
        + rule
        + "\n"
        + lines.stream().map(Markdown::line).collect(Collectors.joining());
  }

  private static String line(List<String> words) {
    return words.stream()
        .map(word -> word.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
