package dev.prefork.nio;

import dev.prefork.ipc.WorkerVariables;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** How many connections this worker has at most, and what becomes of those beyond. */
public final class Limit {
  private static final String DROP = " drop";

  private static volatile @Nullable Listener listener;

  private final int most;
  private final boolean drops;

  /** Who is told of connections that were closed. */
  public interface Listener {
    /** Called on the thread that accepts, which must not wait: pass it on. */
    void onDrop(SocketAddress remote);
  }

  private Limit(int most, boolean drops) {
    this.most = most;
    this.drops = drops;
  }

  /** Read when the first connection comes. */
  private static final class Holder {
    static final Limit LIMIT = parse(System.getenv(WorkerVariables.LIMIT));
  }

  static Limit ofThisWorker() {
    return Holder.LIMIT;
  }

  static Limit parse(@Nullable String variable) {
    if (variable == null) {
      return new Limit(Integer.MAX_VALUE, false);
    }
    boolean drops = variable.endsWith(DROP);
    String number = drops ? variable.substring(0, variable.length() - DROP.length()) : variable;
    return new Limit(Integer.parseInt(number), drops);
  }

  /** Sets who is told. */
  public static void setListener(Listener told) {
    listener = told;
  }

  int most() {
    return most;
  }

  /** True if connections beyond are closed. */
  boolean drops() {
    return drops;
  }

  /** True if connections beyond are left to others, or to wait. */
  boolean leaves() {
    return most < Integer.MAX_VALUE && !drops;
  }

  static void tellDrop(SocketAddress remote) {
    Listener told = listener;
    if (told != null) {
      told.onDrop(remote);
    }
  }
}
