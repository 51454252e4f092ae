package dev.prefork.bench.load;

import dev.prefork.bench.report.Section;
import dev.prefork.bench.report.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Servers that are there at the same time. Those that cannot be started are named as missing. */
public final class Servers implements AutoCloseable {
  /** Starts one. */
  public interface Start {
    Server start() throws IOException, InterruptedException;
  }

  private final Section section;
  private final List<Server> all = new ArrayList<>();

  public Servers(Section section) {
    this.section = section;
  }

  /** Starts one more, and does not wait for it. */
  public Servers add(String name, Start start) throws InterruptedException {
    section.attempt(name, () -> all.add(start.start()));
    return this;
  }

  /** Waits until all accept, and gives the tables a row for each, in the order of their start. */
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
