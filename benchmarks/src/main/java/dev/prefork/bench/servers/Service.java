package dev.prefork.bench.servers;

import dev.prefork.bench.programs.HttpPidServer;
import dev.prefork.bench.programs.LongLivedPidServer;
import dev.prefork.bench.programs.PidServer;
import dev.prefork.bench.programs.SlowPidServer;

/** How a server sends its process id to a client. */
public enum Service {
  /** At once; then the server closes the connection. */
  TCP(PidServer.class, "tcp.mjs"),

  /** As {@link #TCP}, but one of the processes is slow. */
  SLOW(SlowPidServer.class, "slow.mjs"),

  /** At once; the connection stays open until the client closes it. */
  LONG_LIVED(LongLivedPidServer.class, "long-lived.mjs"),

  /** In the answer to a request. */
  HTTP(HttpPidServer.class, "http.mjs");

  private final Class<?> java;
  private final String script;

  Service(Class<?> java, String script) {
    this.java = java;
    this.script = script;
  }

  String mainClass() {
    return java.getName();
  }

  /** {@return the file name of the program for Node and for Bun} */
  String script() {
    return script;
  }
}
