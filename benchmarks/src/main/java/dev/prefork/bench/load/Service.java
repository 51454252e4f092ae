package dev.prefork.bench.load;

import dev.prefork.bench.programs.Greeter;
import dev.prefork.bench.programs.HttpGreeter;
import dev.prefork.bench.programs.KeepingGreeter;
import dev.prefork.bench.programs.SlowGreeter;

/** What a client is given: the number of the process that serves it. */
public enum Service {
  /** At once; then the connection is closed. */
  TCP(Greeter.class, "greeter.mjs"),

  /** At once, but one of the processes is slow; then the connection is closed. */
  SLOW(SlowGreeter.class, "slow.mjs"),

  /** At once; the connection stays until the client ends it. */
  KEEPING(KeepingGreeter.class, "keeping.mjs"),

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
