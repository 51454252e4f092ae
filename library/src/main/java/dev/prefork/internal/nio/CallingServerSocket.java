package dev.prefork.internal.nio;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.util.Set;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ServerSocket} whose accept is on the stack of this thread. The JDK gives no way from
 * an implementation to the socket above it, and that alone says whether it is closed: an accept
 * loop that asks for it would go round for ever. The JDK's own walker of stacks sees the socket in
 * its frame.
 */
final class CallingServerSocket {
  private CallingServerSocket() {}

  /**
   * Closes it. If this JDK does not let it be found, all that is lost is what it says of itself.
   */
  static void close() {
    try {
      ServerSocket caller = find();
      if (caller != null) {
        caller.close();
      }
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.DEBUG, "a ServerSocket does not know that it is closed", e);
    }
  }

  private static @Nullable ServerSocket find() throws ReflectiveOperationException {
    SharedSecrets.getJavaLangAccess()
        .addOpens(Object.class.getModule(), "java.lang", CallingServerSocket.class.getModule());
    Class<?> frameType = Class.forName("java.lang.LiveStackFrame");
    Method walkers = frameType.getMethod("getStackWalker", Set.class);
    Method locals = frameType.getMethod("getLocals");
    walkers.setAccessible(true);
    locals.setAccessible(true);
    StackWalker walker = (StackWalker) walkers.invoke(null, Set.of());
    return walker.walk(
        frames ->
            frames
                .filter(CallingServerSocket::isServerSocketMethod)
                .map(frame -> receiver(locals, frame))
                .filter(ServerSocket.class::isInstance)
                .map(ServerSocket.class::cast)
                .findFirst()
                .orElse(null));
  }

  private static boolean isServerSocketMethod(StackFrame frame) {
    return frame.getClassName().equals(ServerSocket.class.getName());
  }

  private static @Nullable Object receiver(Method locals, StackFrame frame) {
    try {
      return ((Object[]) locals.invoke(frame))[0];
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
