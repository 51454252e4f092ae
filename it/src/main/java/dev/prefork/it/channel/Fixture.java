package dev.prefork.it.channel;

import dev.prefork.it.programs.support.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/** Servers, their clients, and threads that wait in them. */
final class Fixture {
  static final boolean IPV6 = !Boolean.getBoolean("java.net.preferIPv4Stack");

  private Fixture() {}

  static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  static InetSocketAddress loopback6(int port) throws IOException {
    byte[] host = new byte[16];
    host[15] = 1;
    return new InetSocketAddress(InetAddress.getByAddress(host), port);
  }

  /** A server on a port of its own. */
  static ServerSocketChannel server() throws IOException {
    return ServerSocketChannel.open().bind(loopback(0));
  }

  /** The address of a port that is free at the moment. */
  static InetSocketAddress freeAddress() throws IOException {
    return loopback(FreePorts.next());
  }

  static int port(ServerSocketChannel server) throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** A client, when its handshake is over. */
  static SocketChannel client(ServerSocketChannel server) throws IOException {
    return SocketChannel.open(loopback(port(server)));
  }

  /** A thread's answer, and whether it waits for one. */
  static final class Task<T> {
    private static final String QUEUE = AbstractQueuedSynchronizer.class.getName();

    private final FutureTask<T> task;
    final Thread thread;

    Task(boolean virtual, Callable<T> body) {
      task = new FutureTask<>(body);
      thread = virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
    }

    T get() throws Exception {
      try {
        return task.get();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception cause) {
          throw cause;
        }
        throw e;
      }
    }

    boolean isDone() {
      return task.isDone();
    }

    /** Waits until the thread waits: for a lock, or inside a system call. */
    Task<T> waiting() throws Exception {
      Checks.until(() -> task.isDone() || isWaiting());
      Checks.that(!task.isDone(), "it waits");
      return this;
    }

    /** Waits until the thread waits for a connection, and not for another thread that does. */
    Task<T> inside() throws Exception {
      waiting();
      Checks.until(() -> isWaiting() && !isBehindAnother(thread.getStackTrace()));
      return this;
    }

    private static boolean isBehindAnother(StackTraceElement[] trace) {
      return trace.length == 0
          || List.of(trace).stream().anyMatch(e -> e.getClassName().equals(QUEUE));
    }

    private boolean isWaiting() {
      return switch (thread.getState()) {
        case WAITING, TIMED_WAITING -> true;
        default -> isInSystemCall(thread.getStackTrace());
      };
    }

    private static boolean isInSystemCall(StackTraceElement[] trace) {
      return trace.length > 0
          && trace[0].isNativeMethod()
          && trace[0].getClassName().startsWith("sun.nio.ch.");
    }
  }

  /** A thread in {@code accept}. */
  static Task<SocketChannel> accepting(boolean virtual, ServerSocketChannel server)
      throws Exception {
    return new Task<>(virtual, server::accept).waiting();
  }

  /** Lets a byte go both ways between two channels that should be each other's. */
  static void talk(SocketChannel one, SocketChannel other) throws IOException {
    tell(one, other, (byte) 17);
    tell(other, one, (byte) 18);
  }

  private static void tell(SocketChannel from, SocketChannel to, byte word) throws IOException {
    from.write(ByteBuffer.wrap(new byte[] {word}));
    ByteBuffer heard = ByteBuffer.allocate(1);
    Checks.same(to.read(heard), 1);
    Checks.same(heard.get(0), word);
  }

  static boolean isRefused(InetSocketAddress address) {
    try (SocketChannel client = SocketChannel.open(address)) {
      return !client.isConnected();
    } catch (IOException e) {
      return true;
    }
  }

  /** How many sockets this process has open. */
  static long sockets() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(Fixture::isSocket).count();
    }
  }

  private static boolean isSocket(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }
}
