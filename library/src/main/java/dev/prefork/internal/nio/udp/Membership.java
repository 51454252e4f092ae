package dev.prefork.internal.nio.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import org.jspecify.annotations.Nullable;

/** A membership of the JDK's channel, as one of the channel that the application knows. */
final class Membership extends MembershipKey {
  private final MulticastChannel owner;
  private final MembershipKey key;

  Membership(MulticastChannel owner, MembershipKey key) {
    this.owner = owner;
    this.key = key;
  }

  static MembershipKey joinAlone(
      DatagramChannel channel,
      InetAddress group,
      NetworkInterface networkInterface,
      @Nullable InetAddress source)
      throws IOException {
    return source == null
        ? channel.join(group, networkInterface)
        : channel.join(group, networkInterface, source);
  }

  @Override
  public boolean isValid() {
    return key.isValid();
  }

  @Override
  public void drop() {
    key.drop();
  }

  @Override
  public MembershipKey block(InetAddress source) throws IOException {
    key.block(source);
    return this;
  }

  @Override
  public MembershipKey unblock(InetAddress source) {
    key.unblock(source);
    return this;
  }

  @Override
  public MulticastChannel channel() {
    return owner;
  }

  @Override
  public InetAddress group() {
    return key.group();
  }

  @Override
  public NetworkInterface networkInterface() {
    return key.networkInterface();
  }

  @Override
  public @Nullable InetAddress sourceAddress() {
    return key.sourceAddress();
  }
}
