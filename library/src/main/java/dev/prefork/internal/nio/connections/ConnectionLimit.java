package dev.prefork.internal.nio.connections;

import dev.prefork.internal.host.WorkerVariables;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The maximum number of open connections of this worker, and the treatment of further ones. */
public final class ConnectionLimit {
  private static final String DROP = " drop";

  private static volatile @Nullable Listener listener;

  private final int max;
  private final boolean drops;

  /** Receives the addresses of clients whose connections were dropped. */
  public interface Listener {
    /** Called on the accepting thread; must not block. */
    void onDrop(SocketAddress remote);
  }

  private ConnectionLimit(int max, boolean drops) {
    this.max = max;
    this.drops = drops;
  }

  /** Defers parsing until the first connection. */
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

  public static void setListener(Listener newListener) {
    listener = newListener;
  }

  int max() {
    return max;
  }

  /** Returns whether connections beyond the limit are accepted and closed at once. */
  public boolean drops() {
    return drops;
  }

  /** Returns whether connections beyond the limit stay in the queue or go to other workers. */
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
