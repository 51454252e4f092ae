package dev.prefork.sys;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Somebody on whose behalf this process makes and removes files. A process of root's does so with
 * no more rights than that user has, without further groups: a path leads where its owner lets it
 * lead, and may lead elsewhere at the next moment, so looking first is of no use.
 *
 * @param uid the user's number, null for this process's
 * @param gid the group's number, null for this process's
 */
public record FileUser(@Nullable Integer uid, @Nullable Integer gid) {
  /** Who this process is. */
  public static final FileUser OURSELVES = new FileUser(null, null);

  /** What is to be done. */
  public interface Task<T extends @Nullable Object> {
    /** Called once. */
    T run() throws IOException;
  }

  /**
   * Does it, and returns when it is done. Whose files a thread may touch is the thread's own in
   * Linux; so it is done by one of its own, which needs no way back.
   */
  public <T extends @Nullable Object> T call(Task<T> task) throws IOException {
    if (uid == null && gid == null) {
      return task.run();
    }
    Errand<T> errand = new Errand<>(task);
    Thread thread = Thread.ofPlatform().daemon().name("prefork-file-user").start(errand);
    join(thread);
    return errand.result();
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Errand<T extends @Nullable Object> implements Runnable {
    private final Task<T> task;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Errand(Task<T> task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        Identity.becomeForFiles(uid, gid);
        result = task.run();
      } catch (Throwable e) {
        failure = e;
      }
    }

    @SuppressWarnings("NullAway") // there is a result if nothing was thrown
    T result() throws IOException {
      return switch (failure) {
        case null -> result;
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new AssertionError("a checked exception that no task throws", failure);
      };
    }
  }
}
