package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results of one run. */
public final class Results {
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Section> sections = new ArrayList<>();

  /** Adds something that the figures depend on: the machine, a version, an option. */
  public void fact(String name, String value) {
    facts.put(name, value);
  }

  /** Adds the section of a benchmark. */
  public void add(Section section) {
    sections.add(section);
  }

  Map<String, String> facts() {
    return facts;
  }

  /** {@return the sections, in the order of the run} */
  public List<Section> sections() {
    return List.copyOf(sections);
  }

  List<Table> tables() {
    return sections.stream().flatMap(section -> section.tables().stream()).toList();
  }

  Optional<Table> table(String id) {
    return tables().stream().filter(table -> table.id().equals(id)).findFirst();
  }
}
