package dev.prefork.internal.supervisor.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.prefork.supervisor.model.WarmUpRequest;
import dev.prefork.supervisor.model.WarmUpRequest.Header;
import dev.prefork.supervisor.model.WarmUpRequests;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Warm-up requests against real servers. */
@Timeout(60)
class WarmUpTest {
  private final ConcurrentLinkedQueue<String> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connects = new AtomicInteger();
  private final AtomicBoolean connected = new AtomicBoolean(true);
  private HttpServer server;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, "keep-alive"));
    server.createContext("/close", exchange -> answer(exchange, "close"));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    port = server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Answers {@code /?503} with this status. */
  private void answer(HttpExchange exchange, String connection) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    byte[] body = exchange.getRequestBody().readAllBytes();
    seen.add(
        "%s %s %s %s"
            .formatted(
                exchange.getRequestMethod(),
                exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("User-Agent"),
                new String(body, StandardCharsets.UTF_8)));
    exchange.getResponseHeaders().add("Connection", connection);
    int status = query == null || query.isEmpty() ? 200 : Integer.parseInt(query);
    boolean empty = status == 204 || status == 304 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : 0); // chunked
    if (!empty) {
      exchange.getResponseBody().write("a response ".repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    exchange.close();
  }

  private WarmUpRequest request(String method, String path) {
    return WarmUpRequest.of(method, "http://localhost:" + port + path);
  }

  private WarmUp.Result run(Duration limit, boolean required, WarmUpRequest... requests) {
    WarmUp.Target target =
        new WarmUp.Target() {
          @Override
          public SocketChannel connect(int to) throws IOException {
            connects.incrementAndGet();
            return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
          }

          @Override
          public boolean isConnected() {
            return connected.get();
          }
        };
    return WarmUp.run(new WarmUpRequests(List.of(requests), limit, required), target, _ -> {});
  }

  private WarmUp.Result runBriefly(WarmUpRequest... requests) {
    return run(Duration.ofMillis(300), false, requests);
  }

  @Test
  void requestsAreRepeatedInOrderOverOneConnectionUntilTheirLatencyIsSteady() {
    WarmUp.Result result =
        run(
            Duration.ofSeconds(30),
            true,
            request("GET", "/first?"),
            request("HEAD", "/head"),
            new WarmUpRequest(
                "POST",
                URI.create("http://localhost:" + port + "/orders"),
                List.of(new Header("User-Agent", "curl")),
                "{\"größe\": 1}"),
            request("DELETE", "/none?204"));

    assertThat(result.failure()).isEmpty();
    assertThat(result.connections()).isEqualTo(1);
    assertThat(result.requests()).isGreaterThan(8).isEqualTo(seen.size());
    assertThat(result.took()).isBetween(Duration.ofMillis(750), Duration.ofSeconds(25));
    assertThat(new ArrayList<>(seen).subList(4, 8))
        .containsExactly(
            "GET /first? prefork ",
            "HEAD /head prefork ",
            "POST /orders curl {\"größe\": 1}",
            "DELETE /none?204 prefork ");
  }

  @Test
  void aConnectionThatTheServerClosesIsOpenedAgain() {
    WarmUp.Result result = runBriefly(request("GET", "/close"), request("GET", "/"));
    assertThat(result.failure()).isEmpty();
    assertThat(result.connections()).isEqualTo(connects.get()).isGreaterThan(2);
    assertThat(result.requests()).isEqualTo(seen.size());
  }

  @ParameterizedTest
  @CsvSource({"200,", "302,", "304,", "404,responded with status 404", "503,503"})
  void theStatusDecides(int status, String failure) {
    WarmUp.Result result = runBriefly(request("GET", "/"), request("GET", "/?" + status));
    assertThat(result.failure()).contains(failure == null ? "" : failure);
    if (failure == null) {
      assertThat(result.failure()).isEmpty();
    } else {
      assertThat(result.failure()).startsWith("GET http://localhost:" + port + "/?" + status);
    }
  }

  @Test
  void requiredRequestsThatFailAreRepeatedForTheWholeTimeAndMaySucceedInTheEnd() {
    server.createContext(
        "/late",
        exchange -> {
          exchange.sendResponseHeaders(seen.size() < 2000 ? 503 : 200, -1);
          seen.add("late");
          exchange.close();
        });
    assertThat(run(Duration.ofSeconds(40), true, request("GET", "/late")).failure()).isEmpty();

    WarmUp.Result failed = run(Duration.ofMillis(1500), true, request("GET", "/?500"));
    assertThat(failed.failure()).endsWith("responded with status 500");
    assertThat(failed.took()).isGreaterThanOrEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void anEndOfTheWorkerEndsTheRequests() {
    server.createContext("/last", _ -> connected.set(false)); // and no response
    WarmUp.Result result =
        run(Duration.ofSeconds(30), true, request("GET", "/"), request("GET", "/last"));
    assertThat(result.took()).isLessThan(Duration.ofSeconds(20));
  }

  /** Answers each connection with the same bytes, and closes it. */
  private String failureOf(String response, Duration limit) throws IOException {
    try (ServerSocket raw = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(raw, response));
      return run(
              limit, false, WarmUpRequest.of("GET", "http://localhost:" + raw.getLocalPort() + "/"))
          .failure();
    }
  }

  private static void answerAll(ServerSocket raw, String response) {
    try {
      while (true) {
        Socket next = raw.accept();
        Thread.ofVirtual().start(() -> answer(next, response));
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  private static void answer(Socket connection, String response) {
    try (connection) {
      byte[] buffer = new byte[1000];
      int _ = connection.getInputStream().read(buffer);
      connection.getOutputStream().write(response.getBytes(StandardCharsets.UTF_8));
      if (response.endsWith("...")) {
        int _ = connection.getInputStream().read(buffer); // until the client closes
      }
    } catch (IOException e) {
      // the client has closed first
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\n\r\nuntil the end",
        "HTTP/1.0 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
      })
  void allEndsOfAResponseAreUnderstood(String response) throws IOException {
    assertThat(failureOf(response, Duration.ofMillis(200))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | connection closed",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nshort | response cut short",
        "SSH-2.0-x\\r\\n | not valid HTTP/1.1",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nContent-Length: 3\\r\\n\\r\\n | not valid",
        "HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\n... | no response within 1.0 s",
      })
  void aBadResponseIsAFailure(String response, String reason) throws IOException {
    assertThat(
            failureOf(response.replace("\\r", "\r").replace("\\n", "\n"), Duration.ofMillis(200)))
        .contains("failed: ")
        .contains(reason);
  }

  @Test
  void aResponseWithoutEndIsCut() throws IOException {
    String large = "x".repeat((int) HttpConnection.MAX_RESPONSE);
    assertThat(failureOf("HTTP/1.1 200 OK\r\n\r\n" + large, Duration.ofMillis(1)))
        .contains("larger than 16 MB");
  }

  @Test
  void aPortWithoutServerIsAFailure() throws IOException {
    server.stop(0);
    assertThat(runBriefly(request("GET", "/")).failure()).contains("refused");
  }
}
