package dev.prefork.bench.report;

/** Results of a small run. */
final class Fixture {
  static final Column RATE = Column.of("new", "1/s", 0).more();
  static final Column PRIMARY = Column.of("primary", "µs", 1).less().against("Node rr");

  private Fixture() {}

  static Results results() {
    Results results = new Results();
    results.fact("kernel", "Linux 6 \"x\"");
    Section section = new Section("connections");
    Table table = section.table("connections-tcp", "New connections", RATE, PRIMARY);
    table.add("Java, SO_REUSEPORT", RATE, 20_000);
    table.add("Prefork ROUND_ROBIN", RATE, 16_000);
    table.add("Node rr", RATE, 5_000);
    table.add("Prefork ROUND_ROBIN", PRIMARY, 10);
    table.add("Node rr", PRIMARY, 50);
    section.miss("Bun, SO_REUSEPORT", "it is not installed");
    results.add(section);
    return results;
  }
}
