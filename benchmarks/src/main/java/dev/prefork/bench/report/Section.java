package dev.prefork.bench.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The results of one benchmark, and what it could not measure. */
public final class Section {
  /**
   * Something that was not measured.
   *
   * @param what such as the name of a server
   * @param why the reason, in one line
   */
  public record Missing(String what, String why) {}

  /** A part of a benchmark that may fail without the rest. */
  public interface Part {
    void run() throws IOException, InterruptedException;
  }

  private final String name;
  private final List<Table> tables = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  /**
   * Creates an empty section.
   *
   * @param name the name of the benchmark
   */
  public Section(String name) {
    this.name = name;
  }

  /** Adds a table, which is filled while the benchmark runs: {@link Table#Table}. */
  public Table table(String id, String title, Column... columns) {
    Table table = new Table(id, title, Arrays.asList(columns));
    tables.add(table);
    return table;
  }

  /** Adds something that is not measured, or no longer. */
  public void miss(String what, String why) {
    missing.add(new Missing(what, why));
  }

  /** Runs a part, and lists it as not measured if it fails. */
  public void attempt(String what, Part part) throws InterruptedException {
    try {
      part.run();
    } catch (IOException e) {
      miss(what, String.valueOf(e.getMessage()));
    }
  }

  /** {@return the name of the benchmark} */
  public String name() {
    return name;
  }

  /** {@return the tables} */
  public List<Table> tables() {
    return List.copyOf(tables);
  }

  List<Missing> missing() {
    return List.copyOf(missing);
  }
}
