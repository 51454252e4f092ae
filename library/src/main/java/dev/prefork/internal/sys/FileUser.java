package dev.prefork.internal.sys;

import dev.prefork.internal.concurrent.ThreadCall;
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
  public static final FileUser CURRENT = new FileUser(null, null);

  /**
   * Does it, and returns when it is done. Whose files a thread may touch is the thread's own in
   * Linux; so it is done by one of its own, which needs no way back.
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
