package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import org.jspecify.annotations.Nullable;

/** A membership of a socket that several workers share, which outlives each of its keys. */
final class SharedMembership extends MembershipKey {
  private final MulticastChannel owner;
  private final @Nullable MembershipKey key;
  private final InetAddress group;
  private final NetworkInterface networkInterface;
  private final @Nullable InetAddress source;
  private volatile boolean dropped;

  /**
   * A key.
   *
   * @param key the JDK's, if this worker is the one who has joined
   */
  SharedMembership(
      MulticastChannel owner,
      @Nullable MembershipKey key,
      InetAddress group,
      NetworkInterface networkInterface,
      @Nullable InetAddress source) {
    this.owner = owner;
    this.key = key;
    this.group = group;
    this.networkInterface = networkInterface;
    this.source = source;
  }

  @Override
  public boolean isValid() {
    return !dropped && owner.isOpen();
  }

  @Override
  public void drop() {
    dropped = true;
  }

  @Override
  public MembershipKey block(InetAddress blocked) throws IOException {
    joined().block(blocked);
    return this;
  }

  @Override
  public MembershipKey unblock(InetAddress blocked) {
    joined().unblock(blocked);
    return this;
  }

  private MembershipKey joined() {
    if (key == null) {
      throw new UnsupportedOperationException(
          "another worker has joined " + group + ": it alone can block sources");
    }
    return key;
  }

  @Override
  public MulticastChannel channel() {
    return owner;
  }

  @Override
  public InetAddress group() {
    return group;
  }

  @Override
  public NetworkInterface networkInterface() {
    return networkInterface;
  }

  @Override
  public @Nullable InetAddress sourceAddress() {
    return source;
  }
}
