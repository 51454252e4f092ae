package dev.prefork.sys;

import org.jspecify.annotations.Nullable;

/** Who this process is to the kernel. */
public final class Identity {
  private static final int PR_SET_DUMPABLE = 4;

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
}
