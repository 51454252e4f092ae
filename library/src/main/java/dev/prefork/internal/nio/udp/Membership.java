package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import org.jspecify.annotations.Nullable;

/**
 * A multicast membership of a {@link ClusterDatagramChannel}.
 *
 * <p>A shared socket joins a group for all workers and stays in it until the last of them has
 * closed it. So a key that is dropped there takes nothing from other workers.
 */
final class Membership extends MembershipKey {
  private final MulticastChannel owner;
  private final boolean shared;
  private final @Nullable MembershipKey key;
  private final InetAddress group;
  private final NetworkInterface networkInterface;
  private final @Nullable InetAddress source;
  private volatile boolean dropped;

  private Membership(
      MulticastChannel owner,
      boolean shared,
      @Nullable MembershipKey key,
      InetAddress group,
      NetworkInterface networkInterface,
      @Nullable InetAddress source) {
    this.owner = owner;
    this.shared = shared;
    this.key = key;
    this.group = group;
    this.networkInterface = networkInterface;
    this.source = source;
  }

  /**
   * Joins a group.
   *
   * @param shared whether the socket is shared with other workers
   */
  static Membership join(
      MulticastChannel owner,
      DatagramChannel jdk,
      boolean shared,
      InetAddress group,
      NetworkInterface networkInterface,
      @Nullable InetAddress source)
      throws IOException {
    MembershipKey key = null;
    try {
      key =
          source == null
              ? jdk.join(group, networkInterface)
              : jdk.join(group, networkInterface, source);
    } catch (BindException e) {
      if (!shared) {
        throw e;
      }
      // "Address already in use": another worker has joined the group with this socket
    }
    return new Membership(owner, shared, key, group, networkInterface, source);
  }

  @Override
  public boolean isValid() {
    return shared ? !dropped && owner.isOpen() : joined().isValid();
  }

  @Override
  public void drop() {
    if (shared) {
      dropped = true;
    } else {
      joined().drop();
    }
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
          "cannot block or unblock sources of "
              + group
              + ": another worker joined the group, and only that worker can");
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
