package dev.prefork.internal.nio.link;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The path of the primary's socket and the token by which this worker identifies itself. Set once
 * at start; in a JVM that is not a worker it is not set, and sockets are the JDK's.
 */
public final class PrimaryAddress {
  private static volatile @Nullable PrimaryAddress current;
  private static volatile boolean bound;
  private static volatile @Nullable Runnable listener;

  private final Path path;
  private final byte[] token;
  private final CountDownLatch registered;

  private PrimaryAddress(Path path, byte[] token, CountDownLatch registered) {
    this.path = path;
    this.token = token;
    this.registered = registered;
  }

  /**
   * Makes the server sockets of this JVM listen through the primary at {@code path}.
   *
   * @param registered counted down when the primary knows the token
   */
  public static void set(Path path, byte[] token, CountDownLatch registered) {
    current = new PrimaryAddress(path, token, registered);
  }

  /**
   * Sets the task to run when the primary has bound the first address for this worker; runs it at
   * once if that has happened.
   */
  public static void onBound(Runnable task) {
    listener = task;
    if (bound) {
      task.run();
    }
  }

  public static boolean isBound() {
    return bound;
  }

  static void markBound() {
    bound = true;
    Runnable task = listener;
    if (task != null) {
      task.run();
    }
  }

  public static boolean isSet() {
    return current != null;
  }

  public static PrimaryAddress get() {
    PrimaryAddress address = current;
    if (address == null) {
      throw new IllegalStateException("this process is not a worker of a cluster");
    }
    return address;
  }

  void connect(SocketChannel channel) throws IOException {
    DrainState.await(registered);
    channel.connect(UnixDomainSocketAddress.of(path));
  }

  public byte[] token() {
    return token;
  }
}
