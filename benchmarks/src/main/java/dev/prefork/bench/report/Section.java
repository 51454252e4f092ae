package dev.prefork.bench.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one benchmark has found, and what it could not measure. */
public final class Section {
  /**
   * What took no part.
   *
   * @param what such as a server
   * @param why in one line
   */
  public record Missing(String what, String why) {}

  /** A part of a benchmark that may fail without the rest. */
  public interface Part {
    void run() throws IOException, InterruptedException;
  }

  private final String name;
  private final List<Table> tables = new ArrayList<>();
  private final List<Missing> missing = new ArrayList<>();

  public Section(String name) {
    this.name = name;
  }

  /** A new table, which is filled while the benchmark runs: {@link Table#Table}. */
  public Table table(String id, String title, Column... columns) {
    Table table = new Table(id, title, Arrays.asList(columns));
    tables.add(table);
    return table;
  }

  /** Notes that something takes no part, or no longer. */
  public void miss(String what, String why) {
    missing.add(new Missing(what, why));
  }

  /** Does something; that it failed is noted. */
  public void attempt(String what, Part part) throws InterruptedException {
    try {
      part.run();
    } catch (IOException e) {
      miss(what, String.valueOf(e.getMessage()));
    }
  }

  public String name() {
    return name;
  }

  public List<Table> tables() {
    return List.copyOf(tables);
  }

  List<Missing> missing() {
    return List.copyOf(missing);
  }
}
