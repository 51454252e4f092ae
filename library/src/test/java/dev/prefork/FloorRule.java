package dev.prefork;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use whom. Every package under {@code dev.prefork} is a room and stands on a floor; a room
 * uses only rooms of lower floors. A sub-package belongs to the room above it.
 */
final class FloorRule {

  private static final String DOORS = "the doors";

  private static final Map<String, Integer> FLOORS =
      Map.ofEntries(
          Map.entry("sys", 0),
          Map.entry("model", 0),
          Map.entry("ipc", 1),
          Map.entry("host", 1),
          Map.entry("dispatch", 2),
          Map.entry("nio", 2),
          Map.entry("launch", 2),
          Map.entry("primary", 3),
          Map.entry("worker", 3),
          Map.entry(DOORS, 4),
          Map.entry("supervise", 5),
          Map.entry("cli", 6));

  /** Rooms that see less than all that is below them: these, and nothing else. */
  private static final Map<String, Set<String>> ONLY =
      Map.of(
          "supervise", Set.of("model", "host", "launch", "primary", "worker", DOORS),
          "cli", Set.of("model", "host", DOORS, "supervise"));

  private static final Pattern PACKAGE =
      Pattern.compile("\\bpackage\\s+dev\\s*\\.\\s*prefork((?:\\s*\\.\\s*\\w+)*)\\s*;");
  private static final Pattern USE =
      Pattern.compile("\\bdev\\s*\\.\\s*prefork\\b((?:\\s*\\.\\s*[\\w*]+)*)");

  private FloorRule() {}

  /** What the rule has against a source file, one line for each: file, line, name used, rule. */
  static List<String> violations(String file, String source) {
    var code = SourceText.codeOf(source);
    var declaration = PACKAGE.matcher(code);
    if (!declaration.find()) {
      return List.of(file + ":1: is in no package under dev.prefork");
    }
    var room = roomOf(declaration.group(1));
    if (!FLOORS.containsKey(room)) {
      return List.of(file + ":1: room " + room + " stands on no floor; FloorRule has the table");
    }
    var violations = new ArrayList<String>();
    var use = USE.matcher(code);
    for (int from = declaration.end(); use.find(from); from = use.end()) {
      var other = roomOf(use.group(1));
      if (!mayUse(room, other)) {
        var name = use.group().replaceAll("\\s", "");
        var place = file + ":" + SourceText.lineOf(code, use.start());
        violations.add(place + ": " + name + ": " + rule(room, other));
      }
    }
    return violations;
  }

  private static boolean mayUse(String room, String other) {
    if (room.equals(other)) {
      return true;
    }
    var only = ONLY.get(room);
    return only != null ? only.contains(other) : floor(other) < floor(room);
  }

  private static String rule(String room, String other) {
    if (!FLOORS.containsKey(other)) {
      return other + " stands on no floor; FloorRule has the table";
    }
    var only = ONLY.get(room);
    var allowed =
        only != null
            ? "only " + String.join(", ", only.stream().sorted().toList())
            : floor(room) == 0 ? "no other room" : "only rooms of lower floors";
    return "%s (floor %d) may use %s, not %s (floor %d)"
        .formatted(room, floor(room), allowed, other, floor(other));
  }

  private static int floor(String room) {
    return FLOORS.getOrDefault(room, Integer.MAX_VALUE);
  }

  /** The room that a name means; it is given without {@code dev.prefork}: {@code .sys.Fd}. */
  private static String roomOf(String name) {
    var parts = name.replaceAll("\\s", "").split("\\.", -1);
    return parts.length > 1 && Character.isLowerCase(parts[1].charAt(0)) ? parts[1] : DOORS;
  }
}
