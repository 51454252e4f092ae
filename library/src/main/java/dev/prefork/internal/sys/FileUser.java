package dev.prefork.internal.sys;

import dev.prefork.internal.concurrent.ThreadCall;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The user with whose permissions this process creates and removes files. A root process that first
 * checked a path and then used it would be open to a race, because the path's owner can change a
 * link in between. So it accesses files with the user's permissions, without supplementary groups.
 *
 * @param uid the user id, null for this process's
 * @param gid the group id, null for this process's
 */
public record FileUser(@Nullable Integer uid, @Nullable Integer gid) {
  /** The user of this process. */
  public static final FileUser CURRENT = new FileUser(null, null);

  /**
   * Runs a task with the user's permissions and returns its result. Linux keeps the user for file
   * access per thread, so the task runs on a new thread, which never has to switch back.
   */
  public <T extends @Nullable Object> T call(ThreadCall.Task<T, IOException> task)
      throws IOException {
    return uid == null && gid == null
        ? task.run()
        : ThreadCall.call(
            Thread.ofPlatform().daemon().name("prefork-file-user"), () -> asUser(task));
  }

  private <T extends @Nullable Object> T asUser(ThreadCall.Task<T, IOException> task)
      throws IOException {
    Identity.becomeForFileAccess(uid, gid);
    return task.run();
  }
}
