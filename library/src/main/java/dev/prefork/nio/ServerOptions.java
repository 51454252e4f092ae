package dev.prefork.nio;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What was set on a server channel. The real socket is made by {@code bind}, in the primary, so the
 * options wait here until then; set later they have no effect.
 */
final class ServerOptions {
  private static final Set<SocketOption<?>> OF_IP =
      Set.of(
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);
  private static final Set<SocketOption<?>> OF_UNIX = Set.of(StandardSocketOptions.SO_RCVBUF);

  private final ProtocolFamily family;
  private final Map<SocketOption<?>, Object> values = new HashMap<>(4);

  ServerOptions(ProtocolFamily family) {
    this.family = family;
    values.put(StandardSocketOptions.SO_REUSEADDR, true); // the JDK's default for servers
    values.put(StandardSocketOptions.SO_REUSEPORT, false);
    values.put(StandardSocketOptions.SO_RCVBUF, 0); // the system's default
  }

  Set<SocketOption<?>> supported() {
    return family == StandardProtocolFamily.UNIX ? OF_UNIX : OF_IP;
  }

  synchronized <T> void set(SocketOption<T> name, T value) throws IOException {
    check(name);
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '" + value + "'");
    }
    if (name.equals(StandardSocketOptions.SO_RCVBUF) && (Integer) value < 0) {
      throw new IllegalArgumentException("Invalid send/receive buffer size");
    }
    values.put(name, value);
  }

  /** What was asked for, 0 for the system's default. */
  synchronized int receiveBuffer() {
    return (Integer) Objects.requireNonNull(values.get(StandardSocketOptions.SO_RCVBUF));
  }

  synchronized boolean isOn(SocketOption<Boolean> name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  @SuppressWarnings("unchecked") // set() has checked the type
  synchronized <T> T get(SocketOption<T> name) throws IOException {
    check(name);
    if (name.equals(StandardSocketOptions.SO_RCVBUF) && receiveBuffer() == 0) {
      try (SocketChannel any = JdkInternals.defaultProvider().openSocketChannel(family)) {
        return any.getOption(name);
      }
    }
    return (T) Objects.requireNonNull(values.get(name));
  }

  private void check(SocketOption<?> name) {
    if (!supported().contains(name)) {
      throw new UnsupportedOperationException("'" + name + "' not supported");
    }
  }
}
