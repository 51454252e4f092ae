package dev.prefork.internal.host;

import java.util.List;

/**
 * The variables by which systemd, and others that follow its protocol, talk to the process that
 * they start. They are meant for that process alone.
 */
public final class ServiceVariables {
  static final String NOTIFY_SOCKET = "NOTIFY_SOCKET";
  static final String WATCHDOG_USEC = "WATCHDOG_USEC";
  static final String WATCHDOG_PID = "WATCHDOG_PID";
  static final String LISTEN_FDS = "LISTEN_FDS";
  static final String LISTEN_PID = "LISTEN_PID";
  static final String LISTEN_FDNAMES = "LISTEN_FDNAMES";

  /** All of them: workers inherit none. */
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
