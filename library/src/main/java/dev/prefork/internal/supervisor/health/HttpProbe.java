package dev.prefork.internal.supervisor.health;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Sends one HTTP request over an open connection and checks the status of the response. */
public final class HttpProbe {
  private static final int TIMEOUT_MILLIS = 5000;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final URI target;

  public HttpProbe(URI target) {
    this.target = target;
  }

  /** Returns the port on which the worker has to listen. */
  public int port() {
    return target.getPort() >= 0 ? target.getPort() : isSecure() ? HTTPS : HTTP;
  }

  private boolean isSecure() {
    return "https".equalsIgnoreCase(target.getScheme());
  }

  /**
   * Sends the request, reads the response and closes the connection.
   *
   * @return why the probe failed; empty if the status is 200 to 399
   */
  public String ask(SocketChannel connection) {
    try (connection;
        Socket socket = secured(connection.socket())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request().getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      return judge(in.readLine());
    } catch (IOException | GeneralSecurityException e) {
      return "no response from " + target + ": " + e;
    }
  }

  private String judge(@Nullable String line) {
    if (line != null && line.matches("HTTP/1\\.[01] [23]\\d\\d( .*)?")) {
      return "";
    }
    return target + (line == null ? " closed the connection" : " responded with " + line);
  }

  private String request() {
    String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
    String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
    return "GET "
        + path
        + query
        + " HTTP/1.1\r\nHost: "
        + target.getRawAuthority()
        + "\r\nUser-Agent: prefork\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  }

  private Socket secured(Socket socket) throws IOException, GeneralSecurityException {
    return isSecure() ? WorkerTls.secure(socket, target.getHost(), port()) : socket;
  }
}
