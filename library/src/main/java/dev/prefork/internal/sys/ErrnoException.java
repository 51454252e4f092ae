package dev.prefork.internal.sys;

import java.io.IOException;

/** Thrown if a system call fails. The message contains the call, its subject and the error. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  private final Errno errno;

  /** Takes the name of the call, what it was applied to, and a positive errno. */
  public ErrnoException(String call, String subject, int errnoNumber) {
    super(describe(call, subject, errnoNumber));
    this.errno = Errno.of(errnoNumber);
  }

  /** Returns the error. */
  public Errno errno() {
    return errno;
  }

  /** Returns the result of a call; throws if it is a negative errno. */
  public static int check(int result, String call, Object subject) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, subject.toString(), -result);
    }
    return result;
  }

  private static String describe(String call, String subject, int number) {
    Errno errno = Errno.of(number);
    String name = errno == Errno.UNKNOWN ? "errno " + number : errno.name();
    return call + " on " + subject + " failed: " + errno.meaning() + " (" + name + ")";
  }
}
