package dev.prefork.internal.sys;

import org.jspecify.annotations.Nullable;

/** Who this process is to the kernel. */
public final class Identity {
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;

  /** No user has this number: asked for it, the kernel says who it is and changes nothing. */
  private static final int INVALID_ID = -1;

  private Identity() {}

  /**
   * Becomes another user, or a member of another group, for good and with all its threads. All
   * supplementary groups are given up first: they would be the old user's.
   *
   * @param uid the user's number, null to stay who it is
   * @param gid the group's number, null to stay in it
   * @throws ErrnoException if that is not permitted; part of it may be done by then
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
    // The kernel closes /proc/self to a process that changed its user in its lifetime, and to
    // its user's tools. One that changes before it is executed, as Node's do, keeps them.
    libc.prctl(PR_SET_DUMPABLE, 1);
  }

  /**
   * Makes the calling thread, and no other, touch files as another user would, without further
   * groups: for as long as it lives.
   *
   * @throws ErrnoException if that is not permitted
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
      libc.setfsuid(uid); // last: root's rights end with it
      require(libc.setfsuid(INVALID_ID) == uid, "setfsuid", "user " + uid);
    }
    libc.prctl(PR_SET_DUMPABLE, dumpable); // see above: the whole process would lose it
  }

  private static void require(boolean done, String call, String subject) throws ErrnoException {
    ErrnoException.check(done ? 0 : -Errno.EPERM.number(), call, subject);
  }
}
