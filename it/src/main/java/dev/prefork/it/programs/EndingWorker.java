package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.JdkHttpServer;
import dev.prefork.it.programs.support.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker of an {@link EndingCluster}. With {@code serve=PORT} it serves from the start, and with
 * {@code leave} it disconnects if it cannot. By messages it is told to
 *
 * <pre>
 * serve PORT, stop      by HTTP, on a thread that is no daemon
 * daemon PORT, udp      listen on a daemon's thread; bind a datagram channel
 * hold PORT             hold a connection to a port, on a thread that is no daemon
 * wait PORT             unref, and read from a connection to a port until it ends, in the listener
 * unref, ref, disconnect, kill, exit CODE, say TEXT, babble LENGTH
 * last hold PORT, last kill, last exit CODE         to do so when it has disconnected
 * </pre>
 */
final class EndingWorker {
  private final Arguments arguments;
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private @Nullable JdkHttpServer server;
  private String[] last = {"nothing"};

  EndingWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  void begin() throws IOException {
    self.on(Message.class, message -> obey(message.as(String.class).split(" ", 3)));
    self.on(Disconnect.class, event -> end());
    tell("running", facts(self));
    if (arguments.has("serve")) {
      serve(arguments.number("serve"));
    }
  }

  /** What can be asked of a worker. */
  static String facts(Worker worker) {
    return "connected=%s dead=%s voluntary=%s"
        .formatted(worker.isConnected(), worker.isDead(), worker.exitedAfterDisconnect());
  }

  private void tell(String what, String more) {
    IO.println(what + " " + self.id() + " " + more);
  }

  private void end() {
    tell("ending", facts(self));
    obey(last);
  }

  private void obey(String[] order) {
    try {
      switch (order[0]) {
        case "serve" -> serve(Integer.parseInt(order[1]));
        case "stop" -> Objects.requireNonNull(server).close();
        case "daemon" -> listenOnDaemon(Integer.parseInt(order[1]));
        case "udp" -> tell("bound", "" + DatagramChannel.open().bind(null));
        case "hold" -> Thread.ofPlatform().start(() -> read(Integer.parseInt(order[1])));
        case "unref" -> self.unref();
        case "ref" -> self.ref();
        case "wait" -> {
          self.unref();
          read(Integer.parseInt(order[1]));
        }
        case "last" -> last = String.join(" ", order).substring("last ".length()).split(" ", 3);
        case "nothing" -> {}
        default -> leave(order);
      }
    } catch (IOException e) {
      tell("failed", e.toString());
    }
  }

  private void leave(String[] order) {
    switch (order[0]) {
      case "disconnect" -> mind(self.disconnect());
      case "kill" -> self.kill();
      case "exit" -> Thread.ofPlatform().start(() -> System.exit(Integer.parseInt(order[1])));
      case "say" -> mind(self.send(order[1]));
      case "babble" -> mind(self.send("x".repeat(Integer.parseInt(order[1]))));
      default -> throw new IllegalArgumentException("no such order");
    }
  }

  private void serve(int port) throws IOException {
    try {
      server = JdkHttpServer.start(port);
    } catch (BindException e) {
      tell("unbound", e.toString());
      if (arguments.has("leave")) {
        mind(self.disconnect());
      }
    }
  }

  private static void listenOnDaemon(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open().bind(new InetSocketAddress(port));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                channel.accept();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void read(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      int end = socket.getInputStream().read();
      tell("released", end + "");
    } catch (IOException e) {
      tell("released", e.toString());
    }
  }

  private static void mind(CompletableFuture<Void> outcome) {
    var _ = outcome.exceptionally(failure -> null); // the primary sees it in another way
  }
}
