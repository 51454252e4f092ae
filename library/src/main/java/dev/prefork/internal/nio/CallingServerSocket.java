package dev.prefork.internal.nio;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.util.Set;
import jdk.internal.access.SharedSecrets;
import org.jspecify.annotations.Nullable;

/**
 * Closes the {@link ServerSocket} whose accept is on the stack of the calling thread. An
 * implementation has no reference to its socket, and an accept loop can only ask the socket whether
 * it is closed. The JDK's internal stack walker reads the reference from the frame.
 */
final class CallingServerSocket {
  private CallingServerSocket() {}

  /**
   * Closes the socket. A failure is only logged; then {@link ServerSocket#isClosed} stays false.
   */
  static void close() {
    try {
      ServerSocket caller = find();
      if (caller != null) {
        caller.close();
      }
    } catch (IOException | ReflectiveOperationException | RuntimeException | LinkageError e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.DEBUG, "cannot mark a drained ServerSocket as closed", e);
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
