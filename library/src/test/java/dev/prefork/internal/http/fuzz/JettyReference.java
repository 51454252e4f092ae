package dev.prefork.internal.http.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpVersion;

/**
 * Jetty's parsers, as strict as its server sets them, except where that is no matter of framing.
 */
final class JettyReference implements Reference {
  private static final int MAX_HEAD = 1 << 16;

  /** Jetty also checks the name in a Host header, and refuses the message. */
  private static final HttpCompliance ANY_HOST =
      HttpCompliance.RFC9110.with("any host", HttpCompliance.Violation.UNSAFE_HOST_HEADER);

  private final Queue<String> methods = new ArrayDeque<>();
  private final Requests requests = new Requests();
  private final Responses responses = new Responses();
  private final HttpParser client = new HttpParser(requests, MAX_HEAD, ANY_HOST);
  private final HttpParser server = new HttpParser(responses, MAX_HEAD, ANY_HOST);
  private final StringBuilder errors = new StringBuilder();

  /** Counts messages; parsing pauses at the end of each. */
  private abstract class Messages implements HttpParser.HttpHandler {
    int ended;

    @Override
    public boolean content(ByteBuffer content) {
      return false;
    }

    @Override
    public boolean headerComplete() {
      return false;
    }

    @Override
    public boolean contentComplete() {
      return false;
    }

    @Override
    public boolean messageComplete() {
      ended++;
      return true;
    }

    @Override
    public void parsedHeader(HttpField field) {}

    @Override
    public void earlyEOF() {
      errors.append("early end\n");
    }

    @Override
    public void badMessage(HttpException failure) {
      errors.append(getClass().getSimpleName()).append(": ").append(failure).append('\n');
    }
  }

  private final class Requests extends Messages implements HttpParser.RequestHandler {
    @Override
    public void startRequest(String method, String uri, HttpVersion version) {
      methods.add(method);
    }
  }

  private final class Responses extends Messages implements HttpParser.ResponseHandler {
    private boolean isFinal;

    @Override
    public void startResponse(HttpVersion version, int status, String reason) {
      isFinal = status >= 200;
      server.setHeadResponse(isFinal && "HEAD".equals(methods.poll()));
    }

    @Override
    public boolean messageComplete() {
      ended += isFinal ? 1 : 0;
      return true;
    }
  }

  @Override
  public void request(byte[] bytes) {
    parse(client, bytes);
  }

  @Override
  public void response(byte[] bytes) {
    parse(server, bytes);
  }

  private static void parse(HttpParser parser, byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining() && !parser.isTerminated()) {
      parser.parseNext(buffer);
      if (parser.isComplete()) {
        parser.reset();
      }
    }
  }

  @Override
  public String objections(int exchanges) {
    var requestsAgree = client.isStart() && requests.ended == exchanges;
    var responsesAgree = server.isStart() && responses.ended == exchanges;
    return errors.isEmpty() && requestsAgree && responsesAgree
        ? ""
        : "Jetty: %s%d requests, %s; %d responses, %s"
            .formatted(errors, requests.ended, client, responses.ended, server);
  }
}
