package dev.prefork.bench.servers;

import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers that run at the same time. The results list those that fail to start. */
public final class ServerGroup implements AutoCloseable {
  /** Starts a server. */
  public interface Start {
    Server start() throws IOException, InterruptedException;
  }

  private final Section section;
  private final List<Server> all = new ArrayList<>();

  /**
   * Creates an empty group.
   *
   * @param section where to list servers that fail
   */
  public ServerGroup(Section section) {
    this.section = section;
  }

  /** Starts a further server, and does not wait until it listens. */
  public ServerGroup add(String name, Start start) throws InterruptedException {
    section.attempt(name, () -> all.add(start.start()));
    return this;
  }

  /**
   * Waits until all servers accept connections.
   *
   * @param tables get a row for each server, in the order of their start
   */
  public List<Server> awaitAccepting(Table... tables) throws InterruptedException {
    for (Table table : tables) {
      table.order(all.stream().map(Server::name).toList());
    }
    List<Server> ready = new ArrayList<>();
    for (Server server : all) {
      section.attempt(
          server.name(),
          () -> {
            server.awaitAccepting(server.port());
            ready.add(server);
          });
    }
    return ready;
  }

  @Override
  public void close() {
    all.forEach(Server::close);
  }
}
