package dev.prefork.ipc;

/**
 * The variables in a worker's environment that tell it who it is. Written by the primary, read by
 * the worker.
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

  /** The primary's process id. */
  public static final String PRIMARY = "PREFORK_PRIMARY_PID";

  private WorkerVariables() {}
}
