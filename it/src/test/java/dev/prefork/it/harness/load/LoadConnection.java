package dev.prefork.it.harness.load;

import dev.prefork.it.harness.servers.HttpAnswer;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client's connection, on which every failure has its name. */
final class LoadConnection {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;
  private String worker = "";
  private int served;

  /** What a request came to instead of an answer. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;

    Failure(Outcome outcome, String detail) {
      super(detail);
      this.outcome = outcome;
    }

    Outcome outcome() {
      return outcome;
    }
  }

  private LoadConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  static LoadConnection open(int port) throws Failure {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
      return new LoadConnection(socket);
    } catch (IOException e) {
      closeQuietly(socket);
      throw new Failure(whyUnconnected(e), e.getMessage());
    }
  }

  private static Outcome whyUnconnected(IOException e) {
    if (e instanceof SocketTimeoutException) {
      return Outcome.TIMED_OUT;
    }
    boolean refused = e instanceof ConnectException && e.getMessage().contains("refused");
    return refused ? Outcome.REFUSED : Outcome.UNCONNECTED;
  }

  /** Sends a request, and reads the answer. */
  HttpAnswer ask(String path, String headers) throws Failure {
    try {
      String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      in.mark(1);
      if (in.read() < 0) {
        throw new Failure(Outcome.ENDED, "end of stream instead of an answer");
      }
      in.reset();
      return HttpAnswer.read(in);
    } catch (SocketTimeoutException e) {
      throw new Failure(Outcome.TIMED_OUT, e.getMessage());
    } catch (EOFException e) {
      throw new Failure(Outcome.CUT, e.getMessage());
    } catch (IOException e) {
      throw new Failure(Outcome.RESET, e.getMessage());
    }
  }

  /** Returns how many answers in a row this worker has given. */
  int countAnswerOf(String pid) {
    served = pid.equals(worker) ? served + 1 : 1;
    worker = pid;
    return served;
  }

  int port() {
    return socket.getLocalPort();
  }

  /** As the server's {@code Answers} has it. */
  String address() {
    return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it had its answer, or its failure has been counted
    }
  }
}
