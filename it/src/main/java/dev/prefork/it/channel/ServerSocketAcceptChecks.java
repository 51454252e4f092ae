package dev.prefork.it.channel;

import static dev.prefork.it.channel.Checks.fails;
import static dev.prefork.it.channel.Checks.same;
import static dev.prefork.it.channel.Checks.that;
import static dev.prefork.it.channel.Checks.until;
import static dev.prefork.it.channel.ServerSocketChecks.client;
import static dev.prefork.it.channel.ServerSocketChecks.server;
import static dev.prefork.it.channel.ServerSocketChecks.talk;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads in a server socket's {@code accept}. */
final class ServerSocketAcceptChecks implements ServerChannelProgram.Family {
  private static final int LONG = 60_000;
  private static final int SHORT = 20;
  private static final int MANY = 50;

  @Override
  public void addTo(Checks checks) {
    for (boolean virtual : new boolean[] {false, true}) {
      String thread = virtual ? " of a virtual thread" : "";
      checks.add("a server socket's accept" + thread + " waits", () -> waits(virtual));
      checks.add("closing ends a server socket's accept" + thread, () -> closing(virtual, 0));
      checks.add(
          "closing ends a server socket's timed accept" + thread, () -> closing(virtual, LONG));
      checks.add("a server socket's accept" + thread + " times out", () -> timesOut(virtual));
      checks.add("server socket: each connection once" + thread, () -> several(virtual));
      checks.add("one waits no longer than its time" + thread, () -> timesOutBehind(virtual));
    }
    checks.add("an interrupt ends no accept of a platform thread", this::uninterrupted);
    checks.add("an interrupt closes a virtual thread's server socket", this::interrupted);
    checks.add("server sockets leave no descriptor behind", this::leavesNothing);
  }

  private void waits(boolean virtual) throws Exception {
    try (ServerSocket server = server()) {
      for (int i = 0; i < 3; i++) {
        var accepting = new Fixture.Task<>(virtual, server::accept).waiting();
        try (Socket client = client(server);
            Socket accepted = accepting.get()) {
          talk(client, accepted);
        }
      }
    }
  }

  private void closing(boolean virtual, int timeout) throws Exception {
    ServerSocket server = server();
    server.setSoTimeout(timeout);
    var accepting = new Fixture.Task<>(virtual, server::accept).inside();
    server.close();
    same(fails(SocketException.class, accepting::get).getMessage(), "Socket closed");
  }

  private void timesOut(boolean virtual) throws Exception {
    try (ServerSocket server = server()) {
      server.setSoTimeout(SHORT);
      same(server.getSoTimeout(), SHORT);
      var tooLate = new Fixture.Task<>(virtual, server::accept);
      same(fails(SocketTimeoutException.class, tooLate::get).getMessage(), "Accept timed out");
      server.setSoTimeout(LONG);
      var accepting = new Fixture.Task<>(virtual, server::accept).waiting();
      try (Socket client = client(server);
          Socket accepted = accepting.get()) {
        talk(client, accepted);
      }
    }
  }

  private void timesOutBehind(boolean virtual) throws Exception {
    try (ServerSocket server = server()) {
      var first = new Fixture.Task<>(virtual, server::accept).inside();
      server.setSoTimeout(SHORT);
      var behind = new Fixture.Task<>(virtual, server::accept);
      fails(SocketTimeoutException.class, behind::get);
      try (Socket client = client(server);
          Socket accepted = first.get()) {
        talk(client, accepted);
      }
    }
  }

  private void several(boolean virtual) throws Exception {
    Queue<Socket> accepted = new ConcurrentLinkedQueue<>();
    List<Fixture.Task<Boolean>> tasks = new ArrayList<>();
    List<Socket> clients = new ArrayList<>();
    try (ServerSocket server = server()) {
      for (int i = 0; i < 4; i++) {
        tasks.add(new Fixture.Task<>(virtual, () -> acceptUntilClosed(server, accepted)).waiting());
      }
      for (int i = 0; i < MANY; i++) {
        clients.add(client(server));
      }
      until(() -> accepted.size() == MANY);
    }
    for (Fixture.Task<Boolean> task : tasks) {
      same(task.get(), true);
    }
    Set<Object> remotes = new HashSet<>();
    for (Socket socket : accepted) {
      remotes.add(socket.getRemoteSocketAddress());
      socket.close();
    }
    for (Socket client : clients) {
      that(remotes.contains(client.getLocalSocketAddress()), "each is accepted");
      same(client.getInputStream().read(), -1);
      client.close();
    }
  }

  private static boolean acceptUntilClosed(ServerSocket server, Queue<Socket> accepted)
      throws IOException {
    try {
      while (true) {
        accepted.add(server.accept());
      }
    } catch (SocketException e) {
      return server.isClosed();
    }
  }

  private void uninterrupted() throws Exception {
    try (ServerSocket server = server()) {
      var accepting =
          new Fixture.Task<>(
                  false,
                  () -> {
                    Socket accepted = server.accept();
                    that(Thread.currentThread().isInterrupted(), "still interrupted");
                    return accepted;
                  })
              .inside();
      accepting.thread.interrupt();
      try (Socket client = client(server);
          Socket accepted = accepting.get()) {
        talk(client, accepted);
      }
    }
  }

  private void interrupted() throws Exception {
    ServerSocket server = server();
    var accepting = new Fixture.Task<>(true, server::accept).inside();
    accepting.thread.interrupt();
    same(fails(SocketException.class, accepting::get).getMessage(), "Closed by interrupt");
    that(server.isClosed(), "closed");
  }

  private void leavesNothing() throws Exception {
    waits(true);
    long before = Fixture.sockets();
    for (int i = 0; i < 10; i++) {
      waits(false);
      closing(false, 0);
      closing(true, 0);
    }
    until(() -> Fixture.sockets() <= before);
  }
}
