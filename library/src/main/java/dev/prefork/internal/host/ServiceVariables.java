package dev.prefork.internal.host;

import java.util.List;

/**
 * The environment variables of systemd's protocols for services. They are meant only for the
 * process that the service manager starts.
 */
public final class ServiceVariables {
  static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";
  static final String WATCHDOG_USEC = "WATCHDOG_USEC";
  static final String WATCHDOG_PID = "WATCHDOG_PID";
  static final String LISTEN_FDS = "LISTEN_FDS";
  static final String LISTEN_PID = "LISTEN_PID";
  static final String LISTEN_FDNAMES = "LISTEN_FDNAMES";

  /** All variables; workers inherit none of them. */
  public static final List<String> ALL =
      List.of(
          NOTIFY_SOCKET,
          WATCHDOG_USEC,
          WATCHDOG_PID,
          LISTEN_FDS,
          LISTEN_PID,
          "LISTEN_PIDFDID",
          LISTEN_FDNAMES);

  private ServiceVariables() {}
}
