package dev.prefork.internal.nio.link;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Where this worker's sockets find the primary, and the secret that proves who asks. Set once at
 * boot; a JVM in which nobody set it is no worker and has ordinary sockets.
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
   * Makes this JVM's server sockets listen through the primary behind {@code path}.
   *
   * @param greeted counted down when the primary can know whose token it is
   */
  public static void set(Path path, byte[] token, CountDownLatch registered) {
    current = new PrimaryAddress(path, token, registered);
  }

  /** Has somebody told when this worker has its first address, or has one. */
  public static void onBound(Runnable task) {
    listener = task;
    if (bound) {
      task.run();
    }
  }

  /** True if the primary has bound an address for this worker. */
  public static boolean isBound() {
    return bound;
  }

  /** The primary has bound an address for this worker. */
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
      throw new IllegalStateException("this process is no worker");
    }
    return address;
  }

  void connect(SocketChannel channel) throws IOException {
    awaitRegistration();
    channel.connect(UnixDomainSocketAddress.of(path));
  }

  private void awaitRegistration() {
    boolean interrupted = false;
    while (true) {
      try {
        registered.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public byte[] token() {
    return token;
  }
}
