package dev.prefork.internal.nio.connections;

import dev.prefork.internal.host.WorkerVariables;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** How many connections this worker has at most, and what becomes of those beyond. */
public final class ConnectionLimit {
  private static final String DROP = " drop";

  private static volatile @Nullable Listener listener;

  private final int max;
  private final boolean drops;

  /** Who is told of connections that were closed. */
  public interface Listener {
    /** Called on the thread that accepts, which must not wait: pass it on. */
    void onDrop(SocketAddress remote);
  }

  private ConnectionLimit(int max, boolean drops) {
    this.max = max;
    this.drops = drops;
  }

  /** Read when the first connection comes. */
  private static final class Holder {
    static final ConnectionLimit LIMIT = parse(System.getenv(WorkerVariables.LIMIT));
  }

  public static ConnectionLimit ofThisWorker() {
    return Holder.LIMIT;
  }

  static ConnectionLimit parse(@Nullable String variable) {
    if (variable == null) {
      return new ConnectionLimit(Integer.MAX_VALUE, false);
    }
    boolean drops = variable.endsWith(DROP);
    String number = drops ? variable.substring(0, variable.length() - DROP.length()) : variable;
    return new ConnectionLimit(Integer.parseInt(number), drops);
  }

  /** Sets who is told. */
  public static void setListener(Listener current) {
    listener = current;
  }

  int max() {
    return max;
  }

  /** True if connections beyond are closed. */
  public boolean drops() {
    return drops;
  }

  /** True if connections beyond are left to others, or to wait. */
  public boolean leavesInQueue() {
    return max < Integer.MAX_VALUE && !drops;
  }

  public static void publishDrop(SocketAddress remote) {
    Listener current = listener;
    if (current != null) {
      current.onDrop(remote);
    }
  }
}
