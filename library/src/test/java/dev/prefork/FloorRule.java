package dev.prefork;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The order of the packages. Each package is a room, its sub-packages are rooms of their own, and
 * each stands on a floor. A room uses rooms of lower floors only, so there is no circle.
 */
final class FloorRule {

  private static final String API = "the API";

  /** From the ground up; a name lacks {@code dev.prefork}. */
  private static final List<Set<String>> HOUSE =
      List.of(
          Set.of("model", "internal.codec", "internal.concurrent"),
          Set.of("internal.codec.json", "internal.http", "internal.sys"),
          Set.of("internal.codec.object", "internal.ipc", "internal.sys.sockets"),
          Set.of("internal.host", "internal.ipc.message", "internal.nio.jdk"),
          Set.of("internal.dispatch.queue", "internal.launch", "internal.nio.link"),
          Set.of("internal.dispatch.balance", "internal.nio.connections"),
          Set.of(
              "internal.dispatch", "internal.nio.listen", "internal.nio.move", "internal.nio.udp"),
          Set.of("internal.nio", "internal.primary"),
          Set.of("internal.worker"),
          Set.of(API),
          Set.of("supervisor.model"),
          Set.of(
              "internal.supervisor.aot",
              "internal.supervisor.health",
              "internal.supervisor.logs",
              "internal.supervisor.program",
              "internal.supervisor.service",
              "internal.supervisor.sizing"),
          Set.of("internal.supervisor.plan", "internal.supervisor.warmup"),
          Set.of("internal.supervisor"),
          Set.of("supervisor"),
          Set.of("cli.config", "cli.control"),
          Set.of("cli.text"),
          Set.of("cli.run"),
          Set.of("cli"));

  private static final Map<String, Integer> FLOORS = floors();

  /** What the supervisor's rooms may use of what is not theirs. */
  private static final Set<String> FOR_SUPERVISOR =
      Set.of(
          API,
          "model",
          "internal.host",
          "internal.http",
          "internal.launch",
          "internal.primary",
          "internal.worker");

  /** What the command may use of what is not its own. */
  private static final Set<String> FOR_CLI =
      Set.of(
          API,
          "model",
          "supervisor",
          "supervisor.model",
          "internal.host",
          "internal.supervisor.logs");

  private static final Pattern PACKAGE =
      Pattern.compile("\\bpackage\\s+dev\\s*\\.\\s*prefork((?:\\s*\\.\\s*\\w+)*)\\s*;");
  private static final Pattern USE =
      Pattern.compile("\\bdev\\s*\\.\\s*prefork\\b((?:\\s*\\.\\s*[\\w*]+)*)");

  private FloorRule() {}

  private static Map<String, Integer> floors() {
    var floors = new HashMap<String, Integer>();
    for (int floor = 0; floor < HOUSE.size(); floor++) {
      for (var room : HOUSE.get(floor)) {
        floors.put(room, floor);
      }
    }
    return floors;
  }

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
      var rule = rule(room, roomOf(use.group(1)));
      if (!rule.isEmpty()) {
        var name = use.group().replaceAll("\\s", "");
        var place = file + ":" + SourceText.lineOf(code, use.start());
        violations.add(place + ": " + name + ": " + rule);
      }
    }
    return violations;
  }

  /** Why a room may not use another; empty if it may. */
  private static String rule(String room, String other) {
    if (room.equals(other)) {
      return "";
    }
    if (!FLOORS.containsKey(other)) {
      return other + " stands on no floor; FloorRule has the table";
    }
    if (FLOORS.get(other) >= FLOORS.get(room)) {
      return "%s (floor %d) may not use %s (floor %d)"
          .formatted(room, FLOORS.get(room), other, FLOORS.get(other));
    }
    return isHidden(room, other) ? room + " may not use " + other : "";
  }

  private static boolean isHidden(String room, String other) {
    if (room.contains("supervisor")) {
      return !other.contains("supervisor") && !FOR_SUPERVISOR.contains(other);
    }
    return room.startsWith("cli") && !other.startsWith("cli") && !FOR_CLI.contains(other);
  }

  /** The room that a name means; it is given without {@code dev.prefork}: {@code .sys.Fd}. */
  private static String roomOf(String name) {
    var parts = List.of(name.replaceAll("\\s", "").split("\\.", -1));
    var room =
        parts.stream()
            .skip(1)
            .takeWhile(part -> !part.isEmpty() && Character.isLowerCase(part.charAt(0)))
            .collect(Collectors.joining("."));
    return room.isEmpty() ? API : room;
  }
}
