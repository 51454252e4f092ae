package dev.prefork.it.programs.support;

import java.util.HashMap;
import java.util.Map;

/**
 * A program's arguments, each {@code name=value} or {@code name}.
 *
 * @param values the values by name
 */
public record Arguments(Map<String, String> values) {
  public static Arguments of(String[] args) {
    Map<String, String> values = new HashMap<>();
    for (String arg : args) {
      String[] parts = arg.split("=", 2);
      values.put(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    return new Arguments(values);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public boolean is(String name, String value) {
    return value.equals(values.get(name));
  }

  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the argument " + name + " is missing");
    }
    return value;
  }

  public String text(String name, String otherwise) {
    return has(name) ? text(name) : otherwise;
  }

  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  public int number(String name, int otherwise) {
    return has(name) ? number(name) : otherwise;
  }
}
