package dev.prefork.nio;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where this worker's sockets find the primary, and the secret that proves who asks. Set once at
 * boot; a JVM in which nobody set it is no worker and has ordinary sockets.
 */
public final class Rendezvous {
  private static volatile @Nullable Rendezvous known;

  private final UnixDomainSocketAddress address;
  private final byte[] token;

  private Rendezvous(Path path, byte[] token) {
    this.address = UnixDomainSocketAddress.of(path);
    this.token = token;
  }

  /** Makes this JVM's server sockets listen through the primary behind {@code path}. */
  public static void set(Path path, byte[] token) {
    known = new Rendezvous(path, token);
  }

  static boolean isKnown() {
    return known != null;
  }

  static Rendezvous get() {
    Rendezvous rendezvous = known;
    if (rendezvous == null) {
      throw new IllegalStateException("this process is no worker");
    }
    return rendezvous;
  }

  void connect(SocketChannel channel) throws IOException {
    channel.connect(address);
  }

  byte[] token() {
    return token;
  }
}
