package dev.prefork.internal.nio;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Knows the server sockets that a process has for itself, whoever else may have the same: a second
 * worker would be another process, which their clients do not mean.
 */
enum UnsharedPorts {
  /** Objects that are exported by RMI live in one process; the JMX agent works by that. */
  RMI("sun.rmi.transport.tcp.TCPEndpoint", "newServerSocket"),

  /** Waits for the word to stop this process. Tomcat ends if it cannot have the port. */
  TOMCAT_SHUTDOWN("org.apache.catalina.core.StandardServer", "await");

  private final String className;
  private final String method;

  UnsharedPorts(String className, String method) {
    this.className = className;
    this.method = method;
  }

  /** What the calling thread opens a server socket for, if that is the process's own business. */
  static @Nullable UnsharedPorts ofCaller() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) {
      for (UnsharedPorts known : values()) {
        if (frame.getClassName().equals(known.className)
            && frame.getMethodName().equals(known.method)) {
          return known;
        }
      }
    }
    return null;
  }

  /** The port that is asked for instead of one that a second worker could not have. */
  int port(int requested) {
    return this == TOMCAT_SHUTDOWN ? 0 : requested;
  }

  /** Tells where it is, if it is not where it should be. */
  void logIfMoved(int requested, int actual) {
    if (actual != requested) {
      System.getLogger("dev.prefork")
          .log(
              Level.INFO,
              "port "
                  + requested
                  + ", where Tomcat waits for the word to stop, is every worker's own, and only one"
                  + " could have it: this one waits on port "
                  + actual);
    }
  }
}
