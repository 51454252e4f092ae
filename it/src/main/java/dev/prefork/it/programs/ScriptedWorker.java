package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Drop;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.servers.EchoConnections;
import dev.prefork.it.programs.servers.JdkHttpServer;
import dev.prefork.it.programs.servers.Servers;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.it.programs.support.BlockedThreads;
import dev.prefork.it.programs.support.HeldDescriptors;
import java.io.IOException;
import java.net.BindException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A worker of a {@link ScriptedCluster}: serves with what {@code server=} names ({@link
 * ChannelServer}, {@code http}, or {@code none}) on {@code port=} or at {@code path=}, and does
 * what the primary's messages say.
 */
final class ScriptedWorker {
  private final Arguments arguments;
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final HeldDescriptors files = new HeldDescriptors();
  private final Servers servers = new Servers();

  ScriptedWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  void begin() throws IOException {
    self.on(Drop.class, drop -> IO.println("drop " + self.id() + " " + drop.remote()));
    self.on(Message.class, message -> obey(message.as(String.class).split(" ", 2)));
    Runtime.getRuntime().addShutdownHook(new Thread(this::goDown));
    if (arguments.has("path")) {
      listen("unix:" + arguments.text("path"));
    } else if (!arguments.is("server", "none")) {
      listen(arguments.text("port"));
    }
  }

  /** With {@code slow} it takes until later. */
  private void goDown() {
    if (arguments.has("slow")) {
      EchoConnections.awaitLater();
    }
    IO.println("hook " + self.id() + " has run");
  }

  private void listen(String place) throws IOException {
    try {
      if (arguments.is("server", "http")) {
        JdkHttpServer.start(Integer.parseInt(place));
      } else {
        IO.println("bound " + self.id() + " " + place + " " + servers.listen(place));
      }
    } catch (BindException e) {
      IO.println("unbound " + self.id() + " " + e);
      if (!arguments.has("persistent")) {
        System.exit(7);
      }
    }
  }

  private void obey(String[] order) {
    try {
      switch (order[0]) {
        case "disconnect" -> mind(self.disconnect());
        case "stop" -> mind(self.stop());
        case "answer" -> EchoConnections.answerLater();
        case "ready" -> Cluster.ready();
        case "pause" -> pause(Integer.parseInt(order[1]));
        case "suspend" -> IO.println(self.suspend());
        case "wait" -> EchoConnections.awaitLater();
        case "hang" -> BlockedThreads.start(order[1]);
        case "kill" -> self.kill();
        case "exit" -> Thread.ofPlatform().start(() -> System.exit(Integer.parseInt(order[1])));
        case "listen" -> listen(order[1]);
        case "close" -> close(order[1]);
        case "again" -> again(order[1].split(" "));
        case "say" -> mind(self.send(order[1]));
        case "babble" -> mind(self.send("x".repeat(Integer.parseInt(order[1]))));
        case "fill" -> IO.println("filled " + self.id() + " " + files.takeAll());
        case "free" -> IO.println("freed " + self.id() + " " + files.closeAll());
        default -> throw new IllegalArgumentException("no such order");
      }
    } catch (IOException | RuntimeException e) {
      IO.println("refused " + self.id() + " " + e);
    }
  }

  /** Closes a server and opens one in the same breath: at the same place, or at another. */
  private void again(String[] oldAndNew) throws IOException {
    servers.close(oldAndNew[0]);
    listen(oldAndNew[oldAndNew.length - 1]);
  }

  private void pause(int millis) {
    ChannelServer.pause(millis);
    IO.println("pauses " + self.id());
  }

  private void close(String place) throws IOException {
    servers.close(place);
    IO.println("closed " + self.id() + " " + place);
  }

  private void mind(CompletableFuture<Void> outcome) {
    var _ =
        outcome.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                IO.println("failed " + self.id() + " " + failure);
              }
            });
  }
}
