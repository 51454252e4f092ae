package dev.prefork.internal.host;

import java.util.List;

/** The environment variables with which the primary configures a worker. */
public final class WorkerVariables {
  /** The path of the primary's socket. */
  public static final String RENDEZVOUS = "PREFORK_RENDEZVOUS";

  /** The worker's secret token, in hexadecimal digits. */
  public static final String TOKEN = "PREFORK_TOKEN";

  /** The worker's id. Applications may read it, for example to choose a port or a file name. */
  public static final String ID = "PREFORK_WORKER_ID";

  /** The grace period of a draining worker, in milliseconds. */
  public static final String GRACE = "PREFORK_GRACE_MILLIS";

  /** The time the application's threads may run after the channel has closed, in milliseconds. */
  public static final String THREAD_GRACE = "PREFORK_THREAD_GRACE_MILLIS";

  /** The primary's process id. */
  public static final String PRIMARY = "PREFORK_PRIMARY_PID";

  /** The serialization of messages: {@code json} or {@code advanced}. */
  public static final String SERIALIZATION = "PREFORK_SERIALIZATION";

  /**
   * The maximum number of open connections, followed by {@code " drop"} if the worker closes
   * further ones at once. Absent without a limit.
   */
  public static final String LIMIT = "PREFORK_MAX_CONNECTIONS";

  /** The rules for ports, see {@code PortRules}. Absent if every port is shared. */
  public static final String PORTS = "PREFORK_PORTS";

  /** {@code off} if the worker's connections never move to other workers. Absent if they may. */
  public static final String MOVE_CONNECTIONS = "PREFORK_MOVE_CONNECTIONS";

  /** The maximum number of bytes in the queue to the primary. */
  public static final String MAX_QUEUED = "PREFORK_MAX_QUEUED";

  /** Present if the worker is held: it accepts no connections until it is admitted. */
  public static final String HELD = "PREFORK_HELD";

  /**
   * Present if the worker exits when its program ends, until it listens or uses the library. Each
   * fork sets this variable itself, so it is not in {@link #ALL}.
   */
  public static final String ENDS_WITH_PROGRAM = "PREFORK_ENDS_WITH_PROGRAM";

  /** The numeric id of the worker's user. Absent if the worker keeps the primary's user. */
  public static final String UID = "PREFORK_UID";

  /** The numeric id of the worker's group. Absent if the worker keeps the primary's group. */
  public static final String GID = "PREFORK_GID";

  /** The variables that a worker does not inherit from the primary's environment. */
  public static final List<String> ALL =
      List.of(
          RENDEZVOUS,
          TOKEN,
          ID,
          GRACE,
          THREAD_GRACE,
          PRIMARY,
          SERIALIZATION,
          LIMIT,
          PORTS,
          MOVE_CONNECTIONS,
          MAX_QUEUED,
          HELD,
          UID,
          GID);

  private WorkerVariables() {}
}
