package dev.prefork.internal.nio.jdk;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.locks.ReentrantLock;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;
import sun.nio.ch.NativeThread;

/**
 * A read by the thread that has the lock of readers.
 *
 * <p>Such a thread may wait in the kernel, or the kernel may have woken it, but it has not run yet.
 * The two cannot be told apart from outside, and only a thread that was seen elsewhere than in the
 * call of the kernel cannot take bytes of the old socket any more. It may have begun another read
 * since then, but on the new socket.
 *
 * @param lock the lock of readers
 * @param owner the thread that has the lock; null if it has been released since
 * @param stateLock the lock for the field {@code waiting}
 * @param waiting the field of the connection that has the native thread that waits, if any
 * @param connection the channel or socket
 */
record LockedRead(
    ReentrantLock lock, @Nullable Thread owner, Object stateLock, Field waiting, Object connection)
    implements EarlierRead {
  /** Below are values that stand for no thread and for virtual threads. */
  private static final long FIRST_NATIVE_THREAD = 1;

  static LockedRead of(ReentrantLock lock, Object stateLock, Field waiting, Object connection) {
    return new LockedRead(lock, ownerOf(lock), stateLock, waiting, connection);
  }

  private static @Nullable Thread ownerOf(ReentrantLock lock) {
    try {
      return (Thread) JdkInternals.invoke(Internals.GET_OWNER, lock);
    } catch (IOException e) {
      throw new IllegalStateException(e); // the method does no I/O
    }
  }

  @Override
  public boolean isOver() {
    if (owner == null || !owner.equals(ownerOf(lock)) || !isReading(owner.getStackTrace())) {
      return true;
    }
    interrupt();
    return false;
  }

  private static boolean isReading(StackTraceElement[] stack) {
    return stack.length > 0
        && stack[0].isNativeMethod()
        && stack[0].getClassName().startsWith("sun.nio.ch.")
        && stack[0].getMethodName().startsWith("read");
  }

  /**
   * Interrupts the wait of a platform thread, as the JDK does when it closes a socket. The thread
   * tries again, on the new socket.
   */
  void interrupt() {
    synchronized (stateLock) { // the thread stays where it is
      long thread = (Long) JdkInternals.get(waiting, connection);
      if (thread >= FIRST_NATIVE_THREAD) {
        NativeThread.signal(thread);
      }
    }
  }

  /** Those of a package that the command line of a worker does not open. */
  private static final class Internals {
    static final Method GET_OWNER;

    static {
      SharedSecrets.getJavaLangAccess()
          .addOpens(
              Object.class.getModule(),
              ReentrantLock.class.getPackageName(),
              LockedRead.class.getModule());
      GET_OWNER = JdkInternals.method(ReentrantLock.class.getName(), "getOwner");
    }
  }
}
