package dev.prefork.bench.load;

import dev.prefork.bench.programs.Greeter;
import dev.prefork.bench.programs.HttpGreeter;

/** What a client is given: the number of the process that serves it. */
public enum Service {
  /** At once; then the connection is closed. */
  TCP(Greeter.class, "greeter.mjs"),

  /** As an answer to a request. */
  HTTP(HttpGreeter.class, "http.mjs");

  private final Class<?> java;
  private final String script;

  Service(Class<?> java, String script) {
    this.java = java;
    this.script = script;
  }

  String mainClass() {
    return java.getName();
  }

  /** The program for others, which have one of the same name each. */
  String script() {
    return script;
  }
}
