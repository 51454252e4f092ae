package dev.prefork.internal.nio;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes server sockets that each process must have for itself, because their clients mean this
 * process and not any worker.
 */
enum UnsharedPorts {
  /** RMI exports objects that live in one process; the JMX agent uses RMI. */
  RMI("sun.rmi.transport.tcp.TCPEndpoint", "newServerSocket"),

  /** Tomcat's port for the shutdown command. Tomcat exits if it cannot bind the port. */
  TOMCAT_SHUTDOWN("org.apache.catalina.core.StandardServer", "await");

  private final String className;
  private final String method;

  UnsharedPorts(String className, String method) {
    this.className = className;
    this.method = method;
  }

  /**
   * Returns what the calling thread opens a server socket for; null if the socket can be shared.
   */
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

  /** Returns the port to bind: any free one if the requested one is taken by the first worker. */
  int port(int requested) {
    return this == TOMCAT_SHUTDOWN ? 0 : requested;
  }

  /** Logs the actual port if it is not the requested one. */
  void logIfMoved(int requested, int actual) {
    if (actual != requested) {
      System.getLogger("dev.prefork")
          .log(
              Level.INFO,
              "Tomcat's shutdown port "
                  + requested
                  + " cannot be shared by workers: this worker uses port "
                  + actual);
    }
  }
}
