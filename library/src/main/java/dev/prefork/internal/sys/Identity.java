package dev.prefork.internal.sys;

import org.jspecify.annotations.Nullable;

/** Changes the user and the group of this process or thread. */
public final class Identity {
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;

  /** An invalid id, with which setfsuid and setfsgid only return the current one. */
  private static final int INVALID_ID = -1;

  private Identity() {}

  /**
   * Changes the user and the group of the whole process permanently. First drops all supplementary
   * groups, which belong to the old user.
   *
   * @param uid the user id, null to keep the current one
   * @param gid the group id, null to keep the current one
   * @throws ErrnoException if the kernel refuses; parts of the change may be done
   */
  public static void become(@Nullable Integer uid, @Nullable Integer gid) throws ErrnoException {
    Libc libc = new Libc();
    ErrnoException.check(libc.setgroups(), "setgroups", "this process");
    if (gid != null) {
      ErrnoException.check(libc.setgid(gid), "setgid", "group " + gid);
    }
    if (uid != null) {
      ErrnoException.check(libc.setuid(uid), "setuid", "user " + uid);
    }
    // After a change of user, the kernel denies access to /proc/self, also to the user's tools.
    // Node's workers change their user before exec and so keep the access.
    libc.prctl(PR_SET_DUMPABLE, 1);
  }

  /**
   * Changes the user and the group for file access of the calling thread, permanently, and drops
   * its supplementary groups.
   *
   * @throws ErrnoException if the kernel refuses
   */
  static void becomeForFileAccess(@Nullable Integer uid, @Nullable Integer gid)
      throws ErrnoException {
    Libc libc = new Libc();
    int dumpable = libc.prctl(PR_GET_DUMPABLE, 0);
    ErrnoException.check(libc.setThreadGroups(), "setgroups", "this thread");
    if (gid != null) {
      libc.setfsgid(gid);
      require(libc.setfsgid(INVALID_ID) == gid, "setfsgid", "group " + gid);
    }
    if (uid != null) {
      libc.setfsuid(uid); // last, because it ends root's permissions
      require(libc.setfsuid(INVALID_ID) == uid, "setfsuid", "user " + uid);
    }
    libc.prctl(PR_SET_DUMPABLE, dumpable); // as above, it applies to the whole process
  }

  private static void require(boolean done, String call, String subject) throws ErrnoException {
    ErrnoException.check(done ? 0 : -Errno.EPERM.number(), call, subject);
  }
}
