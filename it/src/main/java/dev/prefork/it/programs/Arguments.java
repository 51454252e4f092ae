package dev.prefork.it.programs;

import java.util.HashMap;
import java.util.Map;

/**
 * A program's arguments, as {@code name=value}.
 *
 * @param values by name
 */
record Arguments(Map<String, String> values) {
  static Arguments of(String[] args) {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      values.put(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    return new Arguments(values);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the argument " + name + " is missing");
    }
    return value;
  }

  int number(String name) {
    return Integer.parseInt(text(name));
  }

  int number(String name, int otherwise) {
    return has(name) ? number(name) : otherwise;
  }
}
