package dev.prefork.internal.host;

import java.util.List;

/**
 * The variables in a worker's environment that tell it who it is and how it may live. Written by
 * the primary, read by the worker.
 */
public final class WorkerVariables {
  /** The path of the primary's socket. */
  public static final String RENDEZVOUS = "PREFORK_RENDEZVOUS";

  /** The worker's secret, in hexadecimal digits. */
  public static final String TOKEN = "PREFORK_TOKEN";

  /** The worker's id. Applications may read it, too: a port or a file name can be made of it. */
  public static final String ID = "PREFORK_WORKER_ID";

  /** How long a leaving worker waits for its connections to end, in milliseconds. */
  public static final String GRACE = "PREFORK_GRACE_MILLIS";

  /** How long the application's threads may go on after the channel has closed, in milliseconds. */
  public static final String THREAD_GRACE = "PREFORK_THREAD_GRACE_MILLIS";

  /** The primary's process id. */
  public static final String PRIMARY = "PREFORK_PRIMARY_PID";

  /** How messages are written: {@code json} or {@code advanced}. */
  public static final String SERIALIZATION = "PREFORK_SERIALIZATION";

  /**
   * How many connections the worker may have open, followed by {@code " drop"} if it is to close
   * those beyond; not there if there is no limit.
   */
  public static final String LIMIT = "PREFORK_MAX_CONNECTIONS";

  /** Which ports are not treated as others are, see {@code PortRules}; not there if all are. */
  public static final String PORTS = "PREFORK_PORTS";

  /** How many bytes may wait to be sent to the primary. */
  public static final String MAX_QUEUED = "PREFORK_MAX_QUEUED";

  /** There if the worker is to accept nothing by itself before it is told to. */
  public static final String HELD = "PREFORK_HELD";

  /**
   * There if the worker is to end as its program would alone, until it listens or uses the library.
   * A variable of the fork's own, and so not among {@link #ALL}.
   */
  public static final String ENDS_WITH_PROGRAM = "PREFORK_ENDS_WITH_PROGRAM";

  /** The number of the user that the worker becomes; not there if it stays who it is. */
  public static final String UID = "PREFORK_UID";

  /** The number of the group that the worker becomes; not there if it stays in its own. */
  public static final String GID = "PREFORK_GID";

  /** All of them: a worker has none from elsewhere. */
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
          MAX_QUEUED,
          HELD,
          UID,
          GID);

  private WorkerVariables() {}
}
