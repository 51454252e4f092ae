package dev.prefork.internal.nio.listen;

import dev.prefork.internal.nio.jdk.JdkInternals;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The options of a server channel, kept until {@code bind}, because the primary creates the socket.
 * Options that are set later have no effect.
 */
public final class ServerOptions {
  private static final Set<SocketOption<?>> IP_OPTIONS =
      Set.of(
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_REUSEPORT);
  private static final Set<SocketOption<?>> UNIX_OPTIONS = Set.of(StandardSocketOptions.SO_RCVBUF);

  private final ProtocolFamily family;
  private final Map<SocketOption<?>, Object> values = new HashMap<>(4);

  public ServerOptions(ProtocolFamily family) {
    this.family = family;
    if (family != StandardProtocolFamily.UNIX) {
      values.put(StandardSocketOptions.SO_REUSEADDR, true); // the JDK's default for servers
      values.put(StandardSocketOptions.SO_REUSEPORT, false);
    }
  }

  public Set<SocketOption<?>> supported() {
    try (ServerSocketChannel template = template()) {
      return template.supportedOptions();
    } catch (IOException e) {
      return standard(); // too many open files
    }
  }

  private Set<SocketOption<?>> standard() {
    return family == StandardProtocolFamily.UNIX ? UNIX_OPTIONS : IP_OPTIONS;
  }

  /** Opens a channel of the JDK, for the options that a start does not need. */
  private ServerSocketChannel template() throws IOException {
    return JdkInternals.defaultProvider().openServerSocketChannel(family);
  }

  public synchronized <T> void set(SocketOption<T> name, T value) throws IOException {
    if (standard().contains(name)) {
      check(name, value);
    } else {
      try (ServerSocketChannel template = template()) {
        template.setOption(name, value);
      }
    }
    values.put(name, value);
  }

  /** Records an option that a socket of the JDK has accepted, if the primary can set it. */
  public synchronized void record(SocketOption<?> name, Object value) {
    if (standard().contains(name) || tcpNumber(name.name()) != 0) {
      values.put(name, value);
    }
  }

  private static <T> void check(SocketOption<T> name, T value) {
    if (!name.type().isInstance(value)) {
      throw new IllegalArgumentException("Invalid value '" + value + "'");
    }
    if (name.equals(StandardSocketOptions.SO_RCVBUF) && (Integer) value < 0) {
      throw new IllegalArgumentException("Invalid send/receive buffer size");
    }
  }

  /** Returns the requested size in bytes, 0 for the system's default. */
  synchronized int receiveBuffer() {
    return values.get(StandardSocketOptions.SO_RCVBUF) instanceof Integer size ? size : 0;
  }

  synchronized boolean isOn(SocketOption<Boolean> name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  @SuppressWarnings("unchecked") // set() has checked the type
  public synchronized <T> T get(SocketOption<T> name) throws IOException {
    Object value = values.get(Objects.requireNonNull(name));
    if (value != null) {
      return (T) value;
    }
    try (ServerSocketChannel template = template()) {
      return template.getOption(name);
    }
  }

  /** Returns the options of {@code IPPROTO_TCP} that were set, as pairs of number and value. */
  synchronized int[] tcp() {
    int[] pairs = new int[2 * values.size()];
    int count = 0;
    for (Map.Entry<SocketOption<?>, Object> option : values.entrySet()) {
      int number = tcpNumber(option.getKey().name());
      if (number != 0) {
        pairs[count++] = number;
        pairs[count++] = numeric(option.getValue());
      }
    }
    return Arrays.copyOf(pairs, count);
  }

  /** Finds options by name: the Java runtime may lack the module that defines them. */
  private static int tcpNumber(String name) {
    return switch (name) {
      case "TCP_KEEPIDLE" -> 4;
      case "TCP_KEEPINTERVAL" -> 5;
      case "TCP_KEEPCOUNT" -> 6;
      case "TCP_QUICKACK" -> 12;
      default -> 0;
    };
  }

  private static int numeric(Object value) {
    return value instanceof Integer number ? number : Boolean.TRUE.equals(value) ? 1 : 0;
  }

  /** Sets all recorded options on a channel of the JDK. */
  synchronized void applyTo(ServerSocketChannel channel) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> option : values.entrySet()) {
      apply(channel, option.getKey(), option.getValue());
    }
  }

  @SuppressWarnings("unchecked") // set() has checked the type
  private static <T> void apply(ServerSocketChannel to, SocketOption<T> name, Object value)
      throws IOException {
    to.setOption(name, (T) value);
  }
}
