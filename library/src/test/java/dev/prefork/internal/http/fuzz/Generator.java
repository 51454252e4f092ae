package dev.prefork.internal.http.fuzz;

import dev.prefork.internal.http.fuzz.Scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes connections that a correct client and a correct server could have. */
final class Generator {
  private static final List<String> OTHER_PROTOCOLS =
      List.of(
          "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
          "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
          "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");

  private final Random random;
  private final MessageText text;
  private final List<Step> steps = new ArrayList<>();
  private int exchanges;
  private boolean closes;

  Generator(Random random) {
    this.random = random;
    this.text = new MessageText(random);
  }

  Scenario next() {
    do {
      addGroup();
    } while (!closes && random.nextBoolean());
    if (random.nextInt(50) == 0) {
      addEnd();
    }
    return new Scenario(List.copyOf(steps), exchanges, closes);
  }

  /** Adds one exchange, or several whose requests are sent before the first response. */
  private void addGroup() {
    var isPipelined = random.nextInt(4) == 0;
    var exchanges = new ArrayList<Exchange>();
    do {
      exchanges.add(text.exchange(random.nextInt(20) == 0));
    } while (isPipelined && !exchanges.getLast().closes() && random.nextInt(3) > 0);
    if (exchanges.size() == 1) {
      addOne(exchanges.getFirst());
    } else {
      steps.add(
          Scenario.client(exchanges.stream().map(Exchange::request).reduce("", String::concat)));
      exchanges.forEach(exchange -> steps.add(Scenario.server(exchange.response())));
    }
    count(exchanges);
  }

  /** The client may wait for "100 Continue". */
  private void addOne(Exchange exchange) {
    if (exchange.body().isEmpty() || random.nextInt(4) > 0) {
      steps.add(Scenario.client(exchange.request()));
    } else {
      steps.add(Scenario.client(exchange.head()));
      steps.add(Scenario.server("HTTP/1.1 100 Continue\r\n\r\n"));
      steps.add(Scenario.client(exchange.body()));
    }
    steps.add(Scenario.server(exchange.response()));
  }

  private void count(List<Exchange> group) {
    closes = group.getLast().closes();
    exchanges += group.size() - (group.getLast().endsWithConnection() ? 1 : 0);
  }

  /** Adds what ends the exchanges, although the connection goes on. */
  private void addEnd() {
    closes = true;
    if (random.nextInt(4) > 0) {
      steps.add(Scenario.client(OTHER_PROTOCOLS.get(random.nextInt(OTHER_PROTOCOLS.size()))));
    } else {
      steps.add(Scenario.client("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"));
      steps.add(Scenario.server("HTTP/1.1 101 Switching Protocols\r\n\r\n\u0081\u0002hi"));
    }
  }
}
