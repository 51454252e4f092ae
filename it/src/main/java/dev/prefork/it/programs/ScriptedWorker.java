package dev.prefork.it.programs;

import dev.prefork.Cluster;
import dev.prefork.Disconnect;
import dev.prefork.Drop;
import dev.prefork.Message;
import dev.prefork.Worker;
import dev.prefork.it.programs.servers.ChannelServer;
import dev.prefork.it.programs.servers.EchoConnections;
import dev.prefork.it.programs.servers.Servers;
import dev.prefork.it.programs.support.Arguments;
import dev.prefork.it.programs.support.BlockedThreads;
import dev.prefork.it.programs.support.Commands;
import dev.prefork.it.programs.support.HeldDescriptors;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A worker of a {@link ScriptedCluster}. It runs the primary's messages as commands:
 *
 * <pre>
 * listen ENDPOINT, close ENDPOINT    see {@link Servers}
 * again OLD [NEW]                    close a server and listen again
 * say TEXT, babble LENGTH            send a message
 * disconnect, stop, kill, suspend    call the worker's method
 * weight NUMBER                      call the worker's method
 * ref, unref, ready, exit CODE       call the method
 * pause MILLIS                       delay after each accept
 * wait, answer                       block until the command "answer"; answer "later" connections
 * hang FAULT                         see {@link BlockedThreads}
 * hold PORT                          read from a connection to the port, on another thread
 * unref-and-hold PORT                unref, and read in the listener of the message
 * fill, free                         take all file descriptors; close them
 * last COMMAND                       run the command when the worker disconnects
 * </pre>
 *
 * <p>The arguments:
 *
 * <pre>
 * port=ENDPOINT, path=PATH    where to listen at the start
 * server=http, server=none    listen with the JDK's HTTP server, or not at all
 * leave, persistent           disconnect if a bind fails, or go on; otherwise exit with 7
 * slow                        delay the end of the JVM until the command "answer"
 * states                      print the worker's state at the start and at the disconnect
 * </pre>
 */
final class ScriptedWorker {
  private final Arguments arguments;
  private final Worker self = Objects.requireNonNull(Cluster.worker());
  private final HeldDescriptors descriptors = new HeldDescriptors();
  private final Servers servers = new Servers();
  private volatile List<String> last = List.of();

  ScriptedWorker(Arguments arguments) {
    this.arguments = arguments;
  }

  void start() throws IOException {
    self.on(Drop.class, drop -> print("drop", String.valueOf(drop.remote())));
    self.on(Message.class, message -> run(List.of(message.as(String.class).split(" "))));
    self.on(Disconnect.class, _ -> end());
    Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown));
    printState("running");
    if (arguments.has("path")) {
      listen("unix:" + arguments.text("path"));
    } else if (arguments.is("server", "http")) {
      listen("http:" + arguments.text("port"));
    } else if (!arguments.is("server", "none")) {
      listen(arguments.text("port"));
    }
  }

  private void print(String word, String more) {
    IO.println(word + " " + self.id() + " " + more);
  }

  private void printState(String word) {
    if (arguments.has("states")) {
      print(word, StatePrinter.flags(self));
    }
  }

  private void end() {
    printState("ending");
    if (!last.isEmpty()) {
      run(last);
    }
  }

  private void shutDown() {
    if (arguments.has("slow")) {
      EchoConnections.awaitLater();
    }
    print("hook", "has run");
  }

  private void listen(String endpoint) throws IOException {
    try {
      print("bound", endpoint + " " + servers.listen(endpoint));
    } catch (BindException e) {
      print("unbound", e.toString());
      if (arguments.has("leave")) {
        printFailure(self.disconnect());
      } else if (!arguments.has("persistent")) {
        System.exit(7);
      }
    }
  }

  private void run(List<String> words) {
    try {
      String text = Commands.text(words, 1);
      switch (words.getFirst()) {
        case "listen" -> listen(text);
        case "close" -> close(text);
        case "again" -> again(words.get(1), words.getLast());
        case "hold" -> Thread.ofPlatform().start(() -> hold(Integer.parseInt(text)));
        case "unref-and-hold" -> {
          self.unref();
          hold(Integer.parseInt(text));
        }
        case "pause" -> pause(Integer.parseInt(text));
        case "wait" -> EchoConnections.awaitLater();
        case "answer" -> EchoConnections.answerLater();
        case "hang" -> BlockedThreads.start(text);
        case "fill" -> print("filled", Integer.toString(descriptors.takeAll()));
        case "free" -> print("freed", Integer.toString(descriptors.closeAll()));
        case "last" -> last = words.subList(1, words.size());
        default -> call(words.getFirst(), text);
      }
    } catch (IOException | RuntimeException e) {
      print("refused", e.toString());
    }
  }

  private void call(String method, String argument) {
    switch (method) {
      case "disconnect" -> printFailure(self.disconnect());
      case "stop" -> printFailure(self.stop());
      case "kill" -> self.kill();
      case "suspend" -> IO.println(self.suspend());
      case "weight" -> IO.println(self.weight(Double.parseDouble(argument)));
      case "ref" -> self.ref();
      case "unref" -> self.unref();
      case "ready" -> Cluster.ready();
      case "exit" -> Thread.ofPlatform().start(() -> System.exit(Integer.parseInt(argument)));
      case "say" -> printFailure(self.send(argument));
      case "babble" -> printFailure(self.send("x".repeat(Integer.parseInt(argument))));
      default -> throw new IllegalArgumentException("no such command");
    }
  }

  private void again(String endpoint, String next) throws IOException {
    servers.close(endpoint);
    listen(next);
  }

  private void pause(int millis) {
    ChannelServer.pause(millis);
    IO.println("pauses " + self.id());
  }

  private void close(String endpoint) throws IOException {
    servers.close(endpoint);
    print("closed", endpoint);
  }

  private void hold(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      int end = socket.getInputStream().read();
      print("released", Integer.toString(end));
    } catch (IOException e) {
      print("released", e.toString());
    }
  }

  private void printFailure(CompletableFuture<Void> outcome) {
    var _ =
        outcome.whenComplete(
            (_, failure) -> {
              if (failure != null) {
                print("failed", failure.toString());
              }
            });
  }
}
