package dev.prefork.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that one run has found, on one machine. */
public final class Results {
  private final Map<String, String> facts = new LinkedHashMap<>();
  private final List<Section> sections = new ArrayList<>();

  /** Notes what the figures depend on: the machine, a version, an option. */
  public void fact(String name, String value) {
    facts.put(name, value);
  }

  public void add(Section section) {
    sections.add(section);
  }

  Map<String, String> facts() {
    return facts;
  }

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
