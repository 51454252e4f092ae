package dev.prefork.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of {@code docs/conformance.md}, and the sources that they are held against. */
public final class ConformancePage {
  private static final Path ROOT = Path.of(System.getProperty("prefork.root"));
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** An annotation, what else there is before the method, and the method's name. */
  private static final Pattern TEST =
      Pattern.compile(
          "(?m)^  @(?:Test|ParameterizedTest|TestFactory)\\b(?s:.*?)^  \\w[^\n(]* (\\w+)\\(");

  private static final List<String> PACKAGES =
      List.of(
          "dev.prefork.",
          "dev.prefork.model.",
          "dev.prefork.supervisor.",
          "dev.prefork.supervisor.model.",
          "java.lang.",
          "java.io.",
          "java.net.",
          "java.nio.channels.",
          "java.util.",
          "java.util.concurrent.");

  private final Map<String, List<Row>> tables = new LinkedHashMap<>();
  private final Map<String, String> tests = new TreeMap<>();
  private final StringBuilder library = new StringBuilder();

  /**
   * A row of a table.
   *
   * @param node Node's name
   * @param ours what we have, or why not
   * @param pinned the tests, or a dash
   */
  public record Row(String node, String ours, String pinned) {
    /** True if we have nothing of the kind. */
    public boolean isLeftOut() {
      return ours.startsWith("left out: ");
    }

    /** As {@code Class.method}. */
    public List<String> tests() {
      return code(pinned);
    }

    /** The classes, methods and variables that are named. */
    public List<String> names() {
      return code(ours);
    }

    private static List<String> code(String cell) {
      return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }
  }

  /** Reads the page and the sources. */
  public ConformancePage() {
    readTables(read(ROOT.resolve("docs/conformance.md")));
    for (String module : List.of("library", "cli", "it")) {
      javaFiles(ROOT.resolve(module).resolve("src/test")).forEach(this::addTests);
    }
    javaFiles(ROOT.resolve("library/src/main")).forEach(file -> library.append(read(file)));
  }

  private void readTables(String page) {
    List<Row> table = new ArrayList<>();
    for (String line : page.lines().toList()) {
      if (line.startsWith("## ")) {
        table = new ArrayList<>();
        tables.put(line.substring(3), table);
      } else if (line.startsWith("| ") && !line.startsWith("| Node")) {
        table.add(row(line));
      }
    }
  }

  private static Row row(String line) {
    String[] cells = line.substring(2).split("\\s*\\|\\s*", -1);
    if (cells.length != 4 || !cells[3].isEmpty()) {
      throw new IllegalArgumentException("a row has three cells: " + line);
    }
    return new Row(cells[0], cells[1], cells[2]);
  }

  private static List<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addTests(Path file) {
    tests.put(file.getFileName().toString().replace(".java", ""), read(file));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows under a heading. */
  public List<Row> rows(String heading) {
    return tables.getOrDefault(heading, List.of());
  }

  /** All rows. */
  public List<Row> rows() {
    return tables.values().stream().flatMap(List::stream).toList();
  }

  /** True if a test class has such a test. */
  public boolean isTest(String classAndMethod) {
    String[] parts = classAndMethod.split("\\.", -1);
    return parts.length == 2
        && TEST.matcher(tests.getOrDefault(parts[0], ""))
            .results()
            .map(found -> found.group(1))
            .anyMatch(parts[1]::equals);
  }

  /** True if there is such a public class, such a member of one, or such a variable. */
  public boolean isName(String name) {
    if (name.matches("[A-Z]+_[A-Z_]+")) {
      return library.indexOf('"' + name + '"') >= 0;
    }
    String[] parts = name.replaceAll("\\(.*\\)", "").split("\\.", -1);
    Class<?> type = type(parts[0]);
    return type != null && (parts.length == 1 || (parts.length == 2 && hasMember(type, parts[1])));
  }

  private static Class<?> type(String name) {
    for (String start : PACKAGES) {
      try {
        Class<?> type = Class.forName(start + name);
        return Modifier.isPublic(type.getModifiers()) ? type : null;
      } catch (ClassNotFoundException e) {
        // of the next package
      }
    }
    return null;
  }

  private static boolean hasMember(Class<?> type, String name) {
    return Stream.of(type.getMethods(), type.getFields(), type.getClasses())
        .flatMap(Stream::of)
        .anyMatch(member -> nameOf(member).equals(name));
  }

  private static String nameOf(Object member) {
    return member instanceof Class<?> type ? type.getSimpleName() : ((Member) member).getName();
  }
}
